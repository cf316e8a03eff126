"""The page of rules."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from medley.web.operators.access import only_operators
from medley.web.operators.rule_texts import all_variants, rules_files


@require_safe
@only_operators
def rules(request: HttpRequest) -> HttpResponse:
    """Show each scenario's rules, whether they are in force, and what is wrong with them."""
    files = rules_files()
    held = all_variants()
    every = [*files, *(file for found in held.values() for file in found)]
    context = {
        "tab": "rules",
        "files": files,
        "variants": held,
        "n_faults": sum(len(file.faults) for file in every),
    }
    return render(request, "operators/rules.html", context)
