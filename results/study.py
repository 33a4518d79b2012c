# SPDX-License-Identifier: Apache-2.0
"""What the scripts here share: they measure, write a document, and render a page from it."""

import argparse
import contextlib
import datetime
import json
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.realpath(__file__))


def tell(text):
    """Progress, on standard error."""
    print(f"{os.path.basename(sys.argv[0])}: {text}", file=sys.stderr, flush=True)


def give_up(status, text):
    """One line, and the exit code of everything of ours."""
    tell(text)
    sys.exit(status)


def parser(description):
    """The options that each has."""
    options = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--build", default=os.path.join(HERE, "..", ".build", "release"),
                         help="the folder of our programs, default .build/release")
    options.add_argument("--directory", default="/var/tmp", help="on a disk, for files that are read")
    options.add_argument("--output", default=HERE, help="the folder to write to, default results/")
    options.add_argument("--render", action="store_true", help="write the page anew, measure nothing")
    return options


def check(options):
    """What each needs."""
    if os.geteuid() != 0:
        give_up(77, "tracing needs root; run it with sudo")
    if not os.access(os.path.join(options.build, "tare"), os.X_OK):
        give_up(69, f"there is no tare in {options.build}; build it with bin/tare --version")


def now():
    """The time of a measurement."""
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")


@contextlib.contextmanager
def file_on_disk(options, size):
    """The path of a file of so many bytes that is on its disk, for as long as it is needed."""
    with tempfile.NamedTemporaryFile(dir=options.directory, prefix="tare-study-") as file:
        file.write(os.urandom(size))
        file.flush()
        os.fsync(file.fileno())
        yield file.name


def write(options, name, measure, render):
    """Measures, unless only the page is wanted, and writes the document `name` and the page of the same name.

    `measure` makes the document once all that is needed is there, `render` the page from it.
    """
    path = os.path.join(options.output, f"{name}.json")
    if options.render:
        if not os.path.exists(path):
            give_up(66, f"there is no {path}; measure first, without --render")
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
    else:
        check(options)
        document = measure(options)
        with open(path, "w", encoding="utf-8") as file:
            json.dump(document, file, indent=1)
            file.write("\n")
    page = os.path.join(options.output, f"{name.upper()}.md")
    with open(page, "w", encoding="utf-8") as file:
        file.write(render(document))
    tell(f"wrote {page}")
