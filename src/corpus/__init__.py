"""Citable analysis of news: from a folder of clippings to tables, figures and numbers with their evidence."""

from corpus.agreement import count_confusion, krippendorff_alpha, measure_methods, tell_agreement
from corpus.articles import load_articles, load_lines, load_source
from corpus.attribution import find_speakers
from corpus.build import Tables, build, read, restrict
from corpus.chronology import describe_evidence, list_events, mark_events, select_events, tell_dating, tell_evidence
from corpus.collocations import collocations, cooccurrence, kwic
from corpus.comparison import LABELS, compare_cleaning, compare_methods, label_scores, list_disputed, set_beside_events
from corpus.corrections import apply_corrections, tell_corrections
from corpus.errors import CorpusError
from corpus.events import code_events
from corpus.explain import explain_tags
from corpus.explanation import explain_html
from corpus.figures import list_saved, save_figure, save_number, save_table
from corpus.groups import group_articles, tell_groups
from corpus.keyness import keyness
from corpus.lexicons import read_lexicon
from corpus.marks import mark_sentences, rank_sentences
from corpus.merging import find_events
from corpus.metadata import read_search
from corpus.network import plot_network
from corpus.notes import Note, tell
from corpus.overview import (
    count_coverage,
    count_lines,
    describe_articles,
    describe_reading,
    name_articles,
    tell_counts,
)
from corpus.panel import panel
from corpus.passages import count_meetings, keep_articles, list_uncovered, show_meetings, tell_cut
from corpus.periods import share_by_period
from corpus.places import describe_places, to_geojson
from corpus.plots import plot_bars, plot_flow, plot_heatmap, plot_over_time
from corpus.roles import resolve_roles, tell_roles
from corpus.runs.paths import resolve_file
from corpus.runs.start import start_run
from corpus.selection import count_flow, place_articles, select_articles, tell_flow, tell_search
from corpus.sentences import split_sentences
from corpus.summary import (
    describe_rows,
    keep_top,
    list_dates,
    list_unresolved,
    quote,
    show_context,
    spread,
    sum_hits,
)
from corpus.surnames import bind_surnames
from corpus.tables import check, complete
from corpus.tagging import select_tags, tag
from corpus.targets import list_movers, name_holders, select_actors
from corpus.theme_plots import plot_key_words, plot_themes_over_time
from corpus.themes import assign_themes, learn_words
from corpus.timeline import plot_panel, plot_timeline
from corpus.timex.documents import date_articles
from corpus.timex.resolve import find_dates, resolve_dates
from corpus.tone import count_known, score
from corpus.tone_plots import plot_matrix, plot_methods, plot_scores
from corpus.topic_checks import compare_topics, draw_intruders, score_intruders, show_topics
from corpus.topics import find_topics
from corpus.toward import explain_toward, score_toward, tone_between
from corpus.uncertainty import estimate_means, score_points, select_readable
from corpus.untagged import untagged_names
from corpus.validation import read_coded, validation_sample, write_sample

__version__ = "0.1.0"

__all__ = [
    "LABELS",
    "CorpusError",
    "Note",
    "Tables",
    "apply_corrections",
    "assign_themes",
    "bind_surnames",
    "build",
    "check",
    "code_events",
    "collocations",
    "compare_cleaning",
    "compare_methods",
    "compare_topics",
    "complete",
    "cooccurrence",
    "count_confusion",
    "count_coverage",
    "count_flow",
    "count_known",
    "count_lines",
    "count_meetings",
    "date_articles",
    "describe_articles",
    "describe_evidence",
    "describe_places",
    "describe_reading",
    "describe_rows",
    "draw_intruders",
    "estimate_means",
    "explain_html",
    "explain_tags",
    "explain_toward",
    "find_dates",
    "find_events",
    "find_speakers",
    "find_topics",
    "group_articles",
    "keep_articles",
    "keep_top",
    "keyness",
    "krippendorff_alpha",
    "kwic",
    "label_scores",
    "learn_words",
    "list_dates",
    "list_disputed",
    "list_events",
    "list_movers",
    "list_saved",
    "list_uncovered",
    "list_unresolved",
    "load_articles",
    "load_lines",
    "load_source",
    "mark_events",
    "mark_sentences",
    "measure_methods",
    "name_articles",
    "name_holders",
    "panel",
    "place_articles",
    "plot_bars",
    "plot_flow",
    "plot_heatmap",
    "plot_key_words",
    "plot_matrix",
    "plot_methods",
    "plot_network",
    "plot_over_time",
    "plot_panel",
    "plot_scores",
    "plot_themes_over_time",
    "plot_timeline",
    "quote",
    "rank_sentences",
    "read",
    "read_coded",
    "read_lexicon",
    "read_search",
    "resolve_dates",
    "resolve_file",
    "resolve_roles",
    "restrict",
    "save_figure",
    "save_number",
    "save_table",
    "score",
    "score_intruders",
    "score_points",
    "score_toward",
    "select_actors",
    "select_articles",
    "select_events",
    "select_readable",
    "select_tags",
    "set_beside_events",
    "share_by_period",
    "show_context",
    "show_meetings",
    "show_topics",
    "split_sentences",
    "spread",
    "start_run",
    "sum_hits",
    "tag",
    "tell",
    "tell_agreement",
    "tell_corrections",
    "tell_counts",
    "tell_cut",
    "tell_dating",
    "tell_evidence",
    "tell_flow",
    "tell_groups",
    "tell_roles",
    "tell_search",
    "to_geojson",
    "tone_between",
    "untagged_names",
    "validation_sample",
    "write_sample",
]
