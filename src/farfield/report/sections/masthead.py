"""What the page begins with: tasks, subjects, items, corpus, day."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.page.prose import breakable
from farfield.report.run_folder import Results
from farfield.results.entries import own_entries, top_entries
from farfield.words import phrases


def masthead(results: Results) -> Element:
    """What the page begins with: tasks, subjects, items, corpus, day."""
    profiles = results.profile.profiles
    subjects = list(dict.fromkeys(p.subject for p in profiles))
    tasks = list(dict.fromkeys(phrases.task(one) for one in top_entries(profiles)))
    own = {one.task for one in own_entries(profiles)}
    facts = [
        phrases.measured_items(profiles),
        phrases.count(len(subjects), "subject"),
        *([phrases.count(len(own), "task")] if len(own) > 1 else []),
        *filter(None, [phrases.chosen(results.profile.where)]),
        phrases.corpus(results.profile.corpus),
        results.run.created[:10],
    ]
    return tag(
        "header",
        tag("p", "Capability profile", class_="kicker"),
        tag("h1", breakable(phrases.listed(tasks, 3))),
        tag("p", phrases.listed(subjects, 6), class_="subjects"),
        tag("p", " · ".join(facts), class_="facts"),
    )
