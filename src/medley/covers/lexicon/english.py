"""English inflection: plurals of nouns, forms of verbs, degrees of adjectives."""

from __future__ import annotations

import re

_SIBILANT = re.compile(r"(s|x|z|ch|sh)$")
_CONSONANT_Y = re.compile(r"[^aeiou]y$")
_DOUBLES = re.compile(r"^[^aeiou]*[aeiou][bdgklmnprt]$")
_SLANG_S = re.compile(r"[^szaeiou]$")


def noun_forms(noun: str) -> list[str]:
    """A noun, its plural and possessive, and the plural in z of titles.

    Examples
    --------
    >>> noun_forms("party"), noun_forms("beach"), noun_forms("jam")
    (['party', 'parties'], ['beach', 'beaches'], ['jam', 'jams', 'jamz'])
    """
    if _CONSONANT_Y.search(noun):
        return [noun, noun[:-1] + "ies"]
    if _SIBILANT.search(noun):
        return [noun, noun + "es"]
    forms = [noun, noun + "s"]
    return [*forms, noun + "z"] if _SLANG_S.search(noun) else forms


def verb_forms(verb: str) -> list[str]:
    """A verb with s, ing, in and ed.

    Examples
    --------
    >>> verb_forms("drive")
    ['drive', 'drives', 'driving', 'drivin', 'drived', 'driver', 'drivers']
    >>> verb_forms("run")[2:4], verb_forms("cry")[1:3]
    (['running', 'runnin'], ['cries', 'crying'])
    """
    word = verb.rsplit(" ", 1)[-1]
    stem = verb
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        stem = verb[:-1]
    elif _DOUBLES.match(word):
        stem = verb + verb[-1]
    past = verb[:-1] + "i" if _CONSONANT_Y.search(verb) else stem
    third = noun_forms(verb)[1]
    return [verb, third, stem + "ing", stem + "in", past + "ed", past + "er", past + "ers"]


def adjective_forms(adjective: str) -> list[str]:
    """An adjective with er, est and ly.

    Examples
    --------
    >>> adjective_forms("happy")
    ['happy', 'happier', 'happiest', 'happily']
    >>> adjective_forms("sad")[:2], adjective_forms("gentle")[-1]
    (['sad', 'sadder'], 'gently')
    """
    if _CONSONANT_Y.search(adjective):
        stem = adjective[:-1] + "i"
        return [adjective, stem + "er", stem + "est", stem + "ly"]
    if adjective.endswith("e"):
        manner = adjective[:-1] + "y" if adjective.endswith("le") else adjective + "ly"
        return [adjective, adjective + "r", adjective + "st", manner]
    stem = adjective + adjective[-1] if _DOUBLES.match(adjective) else adjective
    return [adjective, stem + "er", stem + "est", adjective + "ly"]
