"""The command `corpus`."""

import signal
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click

from corpus.errors import CorpusError, ParameterError


@click.group()
@click.version_option(package_name="corpus-notebooks", prog_name="corpus")
def main() -> None:
    """From a folder of news clippings to tables and citable figures."""


@main.command()
@click.argument("notebooks", nargs=-1, metavar="[NOTEBOOK]...")
@click.option("--source", metavar="DIR", help="Folder of clippings, for all notebooks.")
@click.option("--out", metavar="DIR", help="Folder for the results, instead of runs.")
@click.option("-p", "parameters", nargs=2, multiple=True, metavar="NAME VALUE", help="A parameter; may be repeated.")
@click.option("--grid", metavar="FILE", help="YAML: notebook, then parameters; lists of values are crossed.")
@click.option("--jobs", type=click.IntRange(1), default=1, help="How many are run at the same time.")
@click.option("--time-limit", type=click.FloatRange(0), default=0, metavar="SECONDS", help="For each run.")
@click.option("--engine", type=click.Choice(["fork", "kernel"]), help="fork: fast (Linux); kernel: papermill's own.")
@click.option("--help-parameters", is_flag=True, help="Show the parameters of the notebooks, run nothing.")
def run(notebooks: tuple[str, ...], grid: str | None, help_parameters: bool, **options: Any) -> None:
    """Run notebooks, given by name or path; without any, those that --grid or notebooks/runs.yml lists.

    Each run is written to <out>/<notebook>/<key>/: the executed notebook, figures, tables. One of which nothing
    has changed (code, parameters, input files, lexicons, package, versions) is not made again. <out>/index.html
    shows all. The exit status is 1 when one has failed; the others are run all the same. It can be
    stopped at any time: what is finished stays.
    """
    from corpus.runs import batch

    try:
        runs = batch.choose_runs(notebooks, grid)
        if help_parameters:
            click.echo(batch.tell_parameters(runs))
            return
        with _stoppable():
            failed = _run_all(runs, options)
    except CorpusError as error:
        raise click.ClickException(str(error)) from error
    sys.exit(failed)


@contextmanager
def _stoppable() -> Iterator[None]:
    """Say so when the command is stopped, by Ctrl-C or from outside, after all that it has started has ended."""
    from corpus.runs.worker import STOPPING

    def stop(number: int, _: object) -> None:
        raise KeyboardInterrupt(number)

    kept = {number: signal.getsignal(number) for number in STOPPING}
    try:
        for number in (one for one in kept if kept[one] == signal.SIG_DFL):
            signal.signal(number, stop)
        yield
    except KeyboardInterrupt as error:
        click.echo("stopped: the runs that were finished stay, the next call makes the others", err=True)
        sys.exit(128 + (error.args[0] if error.args else signal.SIGINT))
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


def _run_all(runs: Any, options: Mapping[str, Any]) -> bool:
    from corpus.runs import batch
    from corpus.runs.report import write_report
    from corpus.runs.worker import Options

    own = ((name, options[name]) for name in ("source", "out") if options[name] is not None)
    given = _by_name([*options["parameters"], *own])
    engine = options["engine"] or ("fork" if sys.platform == "linux" else "kernel")
    done = batch.run(batch.plan(runs, given), options["jobs"], Options(engine, options["time_limit"]))
    click.echo(batch.report(done))
    try:
        for page in write_report(done):
            click.echo(f"all figures: {batch.shown(page)}")
    except OSError as error:
        raise click.ClickException(f"the page of all figures could not be written: {error}") from error
    return any(one.status == batch.FAILED for one in done)


def _by_name(given: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the parameters given for all notebooks, each of which must be given once."""
    named: dict[str, str] = {}
    for name, value in given:
        if named.setdefault(name, value) != value:
            raise ParameterError(f"parameter {name}: expected once, found {named[name]!r} and {value!r}; see --grid")
    return named


@main.command()
@click.argument("source", metavar="SOURCE")
@click.argument("out", metavar="[OUT]", required=False)
@click.option("--strict", is_flag=True, help="Stop at the first file that cannot be read.")
@click.option("--line-rules", metavar="CSV", help="Your own rules for lines of promotion and boilerplate.")
@click.option("--file-names", metavar="PATTERN", default="", help="Facts in file names: {outlet}_{published}_{*}")
def build(source: str, out: str | None, strict: bool, line_rules: str | None, file_names: str) -> None:
    """Read SOURCE, make all tables, write them to the folder OUT as Parquet, and report on the reading."""
    from corpus.build import build as build_tables
    from corpus.corrections import tell_corrections
    from corpus.overview import describe_reading
    from corpus.roles import tell_roles

    try:
        t = build_tables(source, out, strict=strict, line_rules=line_rules, file_names=file_names)
    except CorpusError as error:
        raise click.ClickException(str(error)) from error
    for what, n, detail in describe_reading(t.files, t.lines, t.articles).itertuples(index=False):
        click.echo(f"{n:>8}  {what}{': ' + detail if detail else ''}")
    for told in filter(None, (tell_roles(t.tags), tell_corrections(t.corrections))):
        click.echo(told)
    if out:
        click.echo(f"tables written to {out}")


@main.command()
@click.argument("file", metavar="FILE")
@click.option("--lexicon", "lexicons", multiple=True, metavar="NAME_OR_PATH", help="What to tag; may be repeated.")
@click.option("--html", "page", metavar="OUT", help="Write it as a page, too.")
@click.option("--no-de-facto", is_flag=True, help="Code the Taliban as rebels throughout, not as a government.")
def explain(file: str, lexicons: tuple[str, ...], page: str | None, no_de_facto: bool) -> None:
    """Tell of every tag in FILE which row and rule made it, and of every candidate why it was refused."""
    from corpus.build import LEXICONS, build
    from corpus.corrections import tell_corrections
    from corpus.explain import explain_tags
    from corpus.explanation import explain_terminal, explain_untagged, write_html
    from corpus.roles import tell_roles
    from corpus.untagged import untagged_names

    try:
        t = build(file, lexicons=lexicons or LEXICONS, methods=(), de_facto=not no_de_facto)
        facts = {"articles": t.articles, "corrections": t.corrections}
        explained = explain_tags(t.sentences, lexicons or LEXICONS, t.tags, **facts)
        names = untagged_names(t.sentences, t.tags)
        if page:
            write_html(page, t.sentences, explained, names)
    except CorpusError as error:
        raise click.ClickException(str(error)) from error
    click.echo(explain_terminal(t.sentences, explained))
    click.echo(explain_untagged(names))
    if told := tell_roles(t.tags, de_facto=not no_de_facto):
        click.echo(told)
    if len(t.corrections):
        click.echo(tell_corrections(t.corrections))
    if page:
        click.echo(f"page written to {page}")


@main.command()
@click.argument("what", metavar="RUN|FIGURE")
@click.option("--format", "form", metavar="NAME", help="Only one: bibtex, csl, latex, markdown, numbers.")
@click.option("--articles", is_flag=True, help="The source articles behind it: bibtex, csl or markdown.")
@click.option("--source", metavar="DIR", default="seeds", help="Folder of the clippings, with --articles.")
def cite(what: str, form: str | None, articles: bool, source: str) -> None:
    """Cite a figure, a table, the numbers or all of a run: its folder, one of its files, or the id in a caption."""
    from corpus.runs.cite import cite as cite_as
    from corpus.runs.cite import cite_all, cite_articles
    from corpus.runs.paths import resolve_source
    from corpus.runs.proofs import find_recipes

    try:
        recipes = find_recipes(what)
        if articles:
            click.echo(cite_articles(recipes, resolve_source(source), form or "bibtex"))
        elif form:
            click.echo(cite_as(recipes, form))
        else:
            click.echo("\n\n".join(f"== {name}\n\n{said}" for name, said in cite_all(recipes)))
    except CorpusError as error:
        raise click.ClickException(str(error)) from error


@main.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--source", metavar="DIR", help="Folder of the clippings, if not the one the notebooks read by default.")
def verify(files: tuple[str, ...], source: str | None) -> None:
    """Make figures, tables, numbers or runs again and tell whether they come out as they are.

    Of each FILE it is said: identical; same data, other rendering; changed; or unknown. The exit status is 0 for
    the first two only. Only notebooks of this checkout are run, and clippings are read only from
    the folder given here or else from the one that the notebooks read by default.
    """
    from corpus.runs.verify import is_good
    from corpus.runs.verify import verify as verify_files
    from corpus.runs.worker import printable

    try:
        verdicts = verify_files(files, source)
    except CorpusError as error:
        raise click.ClickException(str(error)) from error
    for one in verdicts:
        click.echo(printable(f"{one.verdict}: {one.file}"))
        for told in one.told:
            click.echo(printable(f"    {told}"))
    sys.exit(not is_good(verdicts))
