"""Rules that an operator writes: named scenarios, one TOML file each."""

from medley.serving.rules.apply import Offer, Ruled, apply_rules
from medley.serving.rules.book import RuleBook, shipped
from medley.serving.rules.faults import Fault, RulesError
from medley.serving.rules.parse import ItemFacts, Known, parse_scenario
from medley.serving.rules.passing import Filterable, Narrowed, narrow
from medley.serving.rules.scenario import SCENARIOS, Boost, Filters, Pin, Scenario, Sources
from medley.serving.rules.trace import Step, Trace

__all__ = [
    "SCENARIOS",
    "Boost",
    "Fault",
    "Filterable",
    "Filters",
    "ItemFacts",
    "Known",
    "Narrowed",
    "Offer",
    "Pin",
    "RuleBook",
    "Ruled",
    "RulesError",
    "Scenario",
    "Sources",
    "Step",
    "Trace",
    "apply_rules",
    "narrow",
    "parse_scenario",
    "shipped",
]
