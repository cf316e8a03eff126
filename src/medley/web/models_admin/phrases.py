"""What trainings, their guard and jobs say in English, for the pages that say it to a reader.

Every line is a template of words said elsewhere; `medley.web.models_admin.retold` finds the
one that a kept text was made from. A test holds the guard's lines against
`medley.training.sentences`, and those of jobs against the code that says them.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

GUARD = (
    _("the first model of %(task)s"),
    _("the champion cannot be loaded: %(why)s"),
    _(
        "%(metric)s changes by %(value)s (95%% interval %(low)s to %(high)s, p %(p)s); its lower "
        "end must exceed %(bar)s: %(held)s"
    ),
    _(
        "%(metric)s changes by %(value)s (95%% interval %(low)s to %(high)s, p %(p)s); its upper "
        "end must lie below %(bar)s: %(held)s"
    ),
    _(
        "%(metric)s changes by %(value)s (95%% interval %(low)s to %(high)s, p %(p)s); its lower "
        "end may fall to %(bar)s (%(share)s of the champion's, whose model and settings these "
        "are, on other data): %(held)s"
    ),
    _(
        "%(metric)s changes by %(value)s (95%% interval %(low)s to %(high)s, p %(p)s); its upper "
        "end may rise to %(bar)s (%(share)s of the champion's, whose model and settings these "
        "are, on other data): %(held)s"
    ),
    _("%(metric)s changes by %(value)s; it may rise by at most %(bar)s: %(held)s"),
    _("%(metric)s changes by %(value)s; it may fall by at most %(bar)s: %(held)s"),
    _(
        "%(metric)s of the %(n)s people with %(amount)s entries changes by %(value)s; no group "
        "may surely lose more than %(share)s: %(held)s"
    ),
    _(
        "%(metric)s of the %(n)s %(group)s changes by %(value)s; no group may surely lose more "
        "than %(share)s: %(held)s"
    ),
    _(
        "slow answers take %(new)s ms (the champion's %(old)s ms); they may take %(bar)s ms: "
        "%(held)s"
    ),
    _("it holds %(new)s MB (the champion %(old)s MB); it may hold %(bar)s MB: %(held)s"),
    _(
        "%(metric)s differs from that of '%(model)s' by %(value)s (95%% interval %(low)s to "
        "%(high)s); it must not surely be worse: %(held)s"
    ),
    _(
        "%(metric)s differs from that of '%(model)s' by %(value)s (95%% interval %(low)s to "
        "%(high)s); it must not surely be worse: %(held)s, but nothing else serves"
    ),
    _(
        "%(metric)s differs from that of '%(model)s' by %(value)s (95%% interval %(low)s to "
        "%(high)s); it must surely be better: %(held)s"
    ),
    _("%(version)s is pinned; `medley promote` replaces it by hand"),
    _(
        "too few %(asked)s to measure it or the champion, whose model and settings these are, on "
        "other data"
    ),
    _("too few %(asked)s to measure a gain over the champion"),
    _("%(n)s examples; %(least)s are needed"),
    _("there is no version yet, and %(n)s examples"),
    _("nothing changed since the latest version"),
    _("%(changed)s of %(n)s examples are new or changed; %(enough)s are enough"),
    _("what came since differs in its %(about)s (index %(index)s)"),
    _(
        "the latest version is %(age)s days old, more than %(most)s, and %(changed)s of %(n)s "
        "examples are new or changed"
    ),
    _("%(changed)s of %(n)s examples are new or changed; %(enough)s would be enough"),
    _("%(version)s serves"),
    _("%(version)s does not serve"),
    _("nothing changed since %(version)s"),
    _("there is too little to learn from"),
)
"""What `medley.training.sentences` says, in its order."""

ASKED = (
    _("asked for"),
    _("asked for by the API"),
    _("asked for on the page"),
    _("asked for by %(who)s"),
    _("a workout"),
    _("a drawn video"),
    _("a picture for a cover"),
    _("genres for what has none"),
    _("somebody exercises before the camera"),
    _("take somebody out of old snapshots"),
    _("its data held somebody who was deleted, and the date until which it may is over"),
    _("models of it learned from somebody who was deleted; the date until which they may is near"),
)
"""Why something was asked for, or promoted, by hand or by the site."""
TRAINED = (
    _("%(version)s serves: the process that trained it was ended before it could say so"),
    _("%(version)s does not serve: %(reasons)s"),
    _("%(version)s serves: %(reasons)s"),
)
"""Before the guard's own lines, of which they are made."""

GROUPS = (
    _("under 10"),
    _("10 to 49"),
    _("50 or more"),
    _("playlists of %(amount)s tracks"),
    _("songs of frequent genres"),
    _("songs of rare genres"),
    _("songs of artists with many songs"),
    _("songs of artists with few songs"),
    _("films with a poster"),
    _("films without a poster"),
    _("films with an overview"),
    _("films without an overview"),
    _("films in English"),
    _("films in other languages"),
    _("films of a rare genre"),
    _("windows seen from the front"),
    _("windows seen from the side"),
    _("windows seen from between"),
    _("windows of no exercise"),
    _("windows of %(exercise)s"),
    _("repetitions of %(exercise)s"),
)
WORDS = (_("held"), _("not held"))

DOING = (
    _("adding up what was liked together"),
    _("asking about films"),
    _("asking about interests"),
    _("asking about parts of films"),
    _("asking about repetitions"),
    _("asking about songs"),
    _("asking about songs not heard"),
    _("asking about windows"),
    _("asking by %(name)s"),
    _("asking for tags"),
    _("blend fitted"),
    _("calibrating"),
    _("comparing with the champion"),
    _("counting"),
    _("done"),
    _("drawing"),
    _("encoding songs"),
    _("encoding %(n)s titles"),
    _("epoch %(n)s of %(of)s"),
    _("epoch %(n)s of %(of)s, loss %(loss)s"),
    _("exercises learned"),
    _("features weighed"),
    _("finding the body"),
    _("fitting on everybody"),
    _("fitting %(name)s"),
    _("form learned"),
    _("genres learned"),
    _("genres tried on films held out"),
    _("growing trees"),
    _("interests learned"),
    _("learning how to blend"),
    _("learning the exercises"),
    _("learning %(name)s"),
    _("linear head fitted"),
    _("listening"),
    _("looking at movements"),
    _("making bodies that exercise"),
    _("making it playable"),
    _("measuring"),
    _("nothing changed since the last training"),
    _("part %(n)s of %(of)s"),
    _("playlists laid out"),
    _("popularity counted"),
    _("poster %(n)s of %(of)s"),
    _("pruning"),
    _("rankers taught"),
    _("ranking the catalogue"),
    _("reading films"),
    _("reading songs"),
    _("reading the events"),
    _("reading the recordings"),
    _("reading titles and overviews"),
    _("round %(n)s of %(of)s"),
    _("round %(n)s, loss %(loss)s on songs kept apart"),
    _("scores learned"),
    _("searching snapshots and files"),
    _("settings chosen"),
    _("similarities computed"),
    _("solving for %(n)s items"),
    _("step %(n)s of %(of)s"),
    _("step %(n)s of %(of)s, loss %(loss)s"),
    _("teaching the rankers"),
    _("titles encoded"),
    _("titles indexed"),
    _("waiting for another training of it"),
    _("walks counted"),
    _("weighing words and facts"),
    _("weights fitted"),
    _("%(n)s of %(of)s films"),
    _("%(n)s of %(of)s posters"),
    _("%(n)s of %(of)s songs"),
    _("%(n)s films"),
)
"""What is being done at the moment."""

TROUBLES = (
    _("the database did not answer (%(why)s); begun anew"),
    _("the database did not answer (%(why)s); ask again when it does"),
    _(
        "the disk is full: make room, for example with `medley models --prune`, then ask for it "
        "again; nothing was changed"
    ),
    _("there is not enough memory for it; close what else needs memory, then ask again"),
    _("unexpected %(name)s: %(why)s; its log has the details"),
    _("its process could not be started: %(why)s"),
    _(
        "its process ended %(n)s times before the work was done, perhaps for want of memory; see "
        "its log, then ask for it again"
    ),
    _("the version that should serve cannot: %(why)s"),
    _("the last training failed: %(why)s"),
    _("the last training was %(state)s (%(why)s); it is tried again after an hour"),
    _("the last training was %(state)s; it is tried again after an hour"),
    _("the data folder cannot be read: %(why)s"),
    _(
        "only %(n)s MB are free where the data folder lies; make room, for example with `medley "
        "models --prune`"
    ),
    _("jobs wait, and no worker is heard of; run `medley worker`"),
)
PHRASES = (*GUARD, *ASKED, *GROUPS, *WORDS, *DOING, *TROUBLES)
