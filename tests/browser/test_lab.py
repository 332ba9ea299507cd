"""Each notebook opened in a real JupyterLab in a real Chromium and run from the menu, with its defaults."""

import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
LIMIT_S = 240
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")


def wait_for(condition, what):
    """Return the first answer of a condition that is not empty."""
    end = time.monotonic() + LIMIT_S
    while not (found := condition()):
        if time.monotonic() > end:
            pytest.fail(f"{what}: not within {LIMIT_S} s")
        time.sleep(0.2)
    return found


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab on a copy of notebooks/ and seeds/; yields a function from a path of its API to an address."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "seeds", folder / "work" / "seeds")
    shutil.copytree(ROOT / "notebooks", folder / "work" / "notebooks")
    token = secrets.token_hex(16)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    places = (
        "JUPYTER_CONFIG_DIR",
        "JUPYTER_DATA_DIR",
        "JUPYTER_RUNTIME_DIR",
        "JUPYTERLAB_SETTINGS_DIR",
        "IPYTHONDIR",
        "HOME",
    )
    env = os.environ | {name: str(folder / name.lower()) for name in places}
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}",
        "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder / 'work'}",
        "--LabApp.news_url=", "--LabApp.extension_manager=readonly",
    ]  # fmt: skip

    def address(path):
        return f"http://127.0.0.1:{port}/{path}{'&' if '?' in path else '?'}token={token}"

    def is_up():
        assert server.poll() is None, (folder / "log").read_text()[-2000:]
        try:
            return urllib.request.urlopen(address("api/status"), timeout=2).status == 200
        except OSError:
            return False

    with open(folder / "log", "w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env=env, start_new_session=True)
        try:
            wait_for(is_up, "JupyterLab")
            yield address
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)


@pytest.fixture
def page(tmp_path):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch_persistent_context(
            str(tmp_path / "profile"), executable_path=CHROMIUM, headless=True, args=QUIET,
            viewport={"width": 1400, "height": 1000},
        )  # fmt: skip
        browser.route(re.compile(r"^https?://(?!127\.0\.0\.1)"), lambda route: route.abort())
        page = browser.pages[0]
        page.set_default_timeout(LIMIT_S * 1000)
        yield page
        browser.close()


def kernel_is_ready(lab, path):
    """Ask the server: the page calls the kernel idle before there is a session."""
    sessions = json.load(urllib.request.urlopen(lab("api/sessions"), timeout=5))
    return any(
        one["path"] == path and one["kernel"]["execution_state"] == "idle" and one["kernel"]["connections"]
        for one in sessions
    )


@pytest.mark.parametrize("name", ["thematic", "sentiment", "chronology"])
def test_notebook_runs_from_the_menu_with_its_defaults(lab, page, name, tmp_path):
    path = f"notebooks/{name}.ipynb"
    page.goto(lab(f"lab/workspaces/{name}/tree/{path}?reset"), wait_until="domcontentloaded")
    page.wait_for_selector("#jupyterlab-splash", state="detached")
    panel = page.locator(".jp-NotebookPanel:visible").first
    panel.locator(".jp-Notebook-cell").first.wait_for()
    wait_for(lambda: kernel_is_ready(lab, path), "kernel")
    page.locator(".jp-NotebookPanel-toolbar:visible .jp-Toolbar-kernelName", has_not_text="No Kernel").first.wait_for()
    cells = wait_for(lambda: executed_cells(lab, page, path), "result")
    errors = [output for cell in cells for output in cell["outputs"] if output["output_type"] in ("error", "stream")]
    assert errors == []
    image = panel.locator(".jp-OutputArea-output img").first
    image.scroll_into_view_if_needed()
    assert image.evaluate("image => image.complete && image.naturalWidth > 50")
    assert image.get_attribute("alt")
    page.screenshot(path=tmp_path / f"{name}.png")


def run_all(page):
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator(".lm-Menu-item:visible", has_text=re.compile(r"^Run All Cells$")).click()
    page.wait_for_timeout(3000)


def executed_cells(lab, page, path):
    """Run what has not run, save in the page, and return the code cells as the server has them, none before all ran.

    The page draws only the cells in view, so it cannot be asked whether all have run.
    """
    if page.locator(".jp-Dialog button.jp-mod-accept").count():
        page.locator(".jp-Dialog button.jp-mod-accept").first.click()
    if not kernel_is_ready(lab, path):
        page.wait_for_timeout(1000)
        return []
    page.keyboard.press("Control+s")
    page.wait_for_timeout(1500)
    content = json.load(urllib.request.urlopen(lab(f"api/contents/{path}?content=1"), timeout=10))["content"]
    cells = [cell for cell in content["cells"] if cell["cell_type"] == "code"]
    if not any(cell["execution_count"] for cell in cells):
        run_all(page)
    return cells if all(cell["execution_count"] for cell in cells) else []
