"""The command `corpus`."""

import sys

import click

from corpus.errors import CorpusError


@click.group()
@click.version_option(package_name="corpus-notebooks", prog_name="corpus")
def main() -> None:
    """From a folder of news clippings to tables and citable figures."""


@main.command()
@click.argument("notebooks", nargs=-1, metavar="[NOTEBOOK]...")
@click.option("--source", metavar="DIR", help="Folder of clippings, for all notebooks.")
@click.option("--out", metavar="DIR", help="Folder for the results, instead of runs.")
@click.option("-p", "parameters", nargs=2, multiple=True, metavar="NAME VALUE", help="A parameter; may be repeated.")
def run(
    notebooks: tuple[str, ...], source: str | None, out: str | None, parameters: tuple[tuple[str, str], ...]
) -> None:
    """Run notebooks, given by name or path; without any, those that notebooks/runs.yml lists.

    Each is executed into <out>/<notebook>/, where its figures are, too. The exit status is 1 when one has
    failed; the others are run all the same.
    """
    from corpus.runs import batch

    given = dict(parameters)
    given |= {name: value for name, value in (("source", source), ("out", out)) if value is not None}
    try:
        planned = batch.plan({name: {} for name in notebooks} or batch.listed_runs(), given)
    except CorpusError as error:
        raise click.ClickException(str(error)) from error
    done = batch.run(planned)
    click.echo(batch.report(done))
    sys.exit(any(one.failure for one in done))


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
def explain(file: str, lexicons: tuple[str, ...], page: str | None) -> None:
    """Tell of every tag in FILE which row and rule made it, and of every candidate why it was refused."""
    from corpus.build import LEXICONS, build
    from corpus.corrections import tell_corrections
    from corpus.explain import explain_tags
    from corpus.explanation import explain_terminal, explain_untagged, write_html
    from corpus.untagged import untagged_names

    try:
        t = build(file, lexicons=lexicons or LEXICONS, methods=())
        explained = explain_tags(t.sentences, lexicons or LEXICONS, t.tags)
        names = untagged_names(t.sentences, t.tags)
        if page:
            write_html(page, t.sentences, explained, names)
    except CorpusError as error:
        raise click.ClickException(str(error)) from error
    click.echo(explain_terminal(t.sentences, explained))
    click.echo(explain_untagged(names))
    if len(t.corrections):
        click.echo(tell_corrections(t.corrections))
    if page:
        click.echo(f"page written to {page}")
