"""What of the built pages is cut or has to be scrolled sideways, as a browser shows it.

    python docs/clipped.py docs/_build/html

Needs `chromium`. Each page is opened in a frame of 390 and of 1,400 pixels, with all
that is folded opened. It takes a minute; `docs/page_widths.py` estimates the same
without a browser.
"""

import html
import json
import re
import subprocess
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

WIDTHS = (390, 1400)
# scikit-learn's picture of an estimator, and equations where they are wide.
SCROLLS_BY_ITSELF = ".sk-top-container, .math, mjx-container"
SCRIPT = """
<body><pre id="found"></pre><script>
const found = [], frame = document.createElement("iframe");
frame.style.height = "2000px";
document.body.appendChild(frame);

function open(page, width) {
  return new Promise((done) => {
    frame.style.width = width + "px";
    frame.onload = () => setTimeout(done, 50);
    frame.src = "/" + page;
  });
}

function look(page, width) {
  const inner = frame.contentDocument, article = inner.querySelector(".bd-article");
  if (!article) return;
  article.querySelectorAll("details").forEach((part) => (part.open = true));
  const root = inner.documentElement;
  if (root.scrollWidth > root.clientWidth) found.push([page, width, "page", ""]);
  const parts = [article.closest(".bd-article-container"),
                 ...article.querySelectorAll("*")];
  for (const part of parts) {
    const hides = getComputedStyle(part).overflowX != "visible";
    if (hides && part.clientWidth > 1 && part.scrollWidth > part.clientWidth + 1
        && !part.closest(OMITTED))
      found.push([page, width, part.tagName + "." + part.className,
                  part.scrollWidth + " of " + part.clientWidth + ": "
                  + part.textContent.trim().replace(/\\s+/g, " ").slice(0, 60)]);
  }
}

(async () => {
  for (const page of PAGES) for (const width of WIDTHS) {
    await open(page, width);
    look(page, width);
  }
  document.getElementById("found").textContent = JSON.stringify(found);
})();
</script></body>
"""


class Pages(SimpleHTTPRequestHandler):
    """Serves the built pages, and the page that opens them."""

    opener = b""

    def do_GET(self):
        if self.path != "/-/opener":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.opener)

    def log_message(self, *args):
        """Say nothing of each request."""


def opener(names):
    """The page that opens others in a frame, and writes down what is too wide."""
    text = SCRIPT.replace("PAGES", json.dumps(names), 1)
    text = text.replace("of WIDTHS", f"of {list(WIDTHS)}", 1)
    return text.replace("OMITTED", json.dumps(SCROLLS_BY_ITSELF), 1).encode()


def shown_by_chromium(address):
    """The page at an address after its scripts have run."""
    flags = "--headless --no-sandbox --disable-gpu --disable-background-networking"
    with tempfile.TemporaryDirectory() as profile:
        command = ["chromium", *flags.split(), f"--user-data-dir={profile}"]
        command += ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
        command += ["--virtual-time-budget=600000", "--dump-dom", address]
        done = subprocess.run(command, capture_output=True, check=True, timeout=600)
    return done.stdout.decode()


def clipped(folder, names):
    """A list of page, width, element and how much wider it is than its place."""
    serve = partial(
        type("Serve", (Pages,), {"opener": opener(names)}), directory=folder
    )
    with ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = shown_by_chromium(f"http://127.0.0.1:{server.server_port}/-/opener")
        server.shutdown()
    found = re.search(r'<pre id="found">(.*?)</pre>', page, re.DOTALL)[1]
    if not found:
        raise RuntimeError("chromium has not opened all pages")
    return json.loads(html.unescape(found))


def main(folder):
    """The lines of all pages."""
    pages = [path.relative_to(folder) for path in sorted(Path(folder).rglob("*.html"))]
    names = [page.as_posix() for page in pages if not page.parts[0].startswith("_")]
    return [" ".join(map(str, parts)) for parts in clipped(folder, names)]


if __name__ == "__main__":
    sys.exit("\n".join(main(sys.argv[1])) or None)
