"""Citable analysis of news: from a folder of clippings to tables, figures and numbers with their evidence."""

from corpus.articles import load_articles, load_lines, load_source
from corpus.attribution import find_speakers
from corpus.build import Tables, build, read, restrict
from corpus.chronology import describe_evidence, list_events, mark_events, select_events, tell_dating, tell_evidence
from corpus.corrections import apply_corrections, tell_corrections
from corpus.errors import CorpusError
from corpus.events import code_events
from corpus.explain import explain_tags
from corpus.explanation import explain_html
from corpus.figures import list_saved, save_figure, save_table
from corpus.lexicons import read_lexicon
from corpus.merging import find_events
from corpus.metadata import read_search
from corpus.overview import (
    Note,
    count_coverage,
    count_flow,
    count_lines,
    describe_articles,
    describe_reading,
    name_articles,
    select_articles,
    tell,
    tell_counts,
    tell_flow,
    tell_search,
)
from corpus.panel import panel
from corpus.places import describe_places, to_geojson
from corpus.plots import plot_bars, plot_flow, plot_heatmap, plot_over_time, plot_strips
from corpus.roles import resolve_roles, tell_roles
from corpus.runs.parameters import start_run
from corpus.sentences import split_sentences
from corpus.summary import (
    describe_rows,
    describe_scores,
    join_articles,
    keep_top,
    list_dates,
    list_unresolved,
    quote,
    rank_sentences,
    show_context,
    spread,
    sum_hits,
)
from corpus.surnames import bind_surnames
from corpus.tables import check, complete
from corpus.tagging import select_tags, tag
from corpus.themes import assign_themes, cooccurrence, kwic
from corpus.timeline import plot_panel, plot_timeline
from corpus.timex.documents import date_articles
from corpus.timex.resolve import find_dates, resolve_dates
from corpus.tone import score
from corpus.untagged import untagged_names

__version__ = "0.1.0"

__all__ = [
    "CorpusError",
    "Note",
    "Tables",
    "apply_corrections",
    "assign_themes",
    "bind_surnames",
    "build",
    "check",
    "code_events",
    "complete",
    "cooccurrence",
    "count_coverage",
    "count_flow",
    "count_lines",
    "date_articles",
    "describe_articles",
    "describe_evidence",
    "describe_places",
    "describe_reading",
    "describe_rows",
    "describe_scores",
    "explain_html",
    "explain_tags",
    "find_dates",
    "find_events",
    "find_speakers",
    "join_articles",
    "keep_top",
    "kwic",
    "list_dates",
    "list_events",
    "list_saved",
    "list_unresolved",
    "load_articles",
    "load_lines",
    "load_source",
    "mark_events",
    "name_articles",
    "panel",
    "plot_bars",
    "plot_flow",
    "plot_heatmap",
    "plot_over_time",
    "plot_panel",
    "plot_strips",
    "plot_timeline",
    "quote",
    "rank_sentences",
    "read",
    "read_lexicon",
    "read_search",
    "resolve_dates",
    "resolve_roles",
    "restrict",
    "save_figure",
    "save_table",
    "score",
    "select_articles",
    "select_events",
    "select_tags",
    "show_context",
    "split_sentences",
    "spread",
    "start_run",
    "sum_hits",
    "tag",
    "tell",
    "tell_corrections",
    "tell_counts",
    "tell_dating",
    "tell_evidence",
    "tell_flow",
    "tell_roles",
    "tell_search",
    "to_geojson",
    "untagged_names",
]
