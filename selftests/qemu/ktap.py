# SPDX-License-Identifier: GPL-2.0
"""
Read KTAP, the kernel's test output format, and count.

Only leaves count: where a result line follows a deeper indented block of
results (a KUnit suite, say) it repeats what the block said.  A plan ("1..N")
that is not fulfilled counts what is missing as failed.
"""

import re

RESULT = re.compile(
    r'^(?P<indent>\s*)(?P<word>not ok|ok)\s+(?P<number>\d+)'
    r'(?:\s+-)?(?:\s+(?P<name>.*?))?'
    r'(?:\s*#\s*(?P<directive>SKIP|XFAIL|TODO)\b\s*(?P<why>.*))?$',
    re.IGNORECASE)
PLAN = re.compile(r'^(?P<indent>\s*)1\.\.(?P<count>\d+)(?P<rest>\s*#.*)?$')
PREFIX = re.compile(r'^\[\s*\d+\.\d+\]\s?')


class Count:
    """Results of one or many runs: passed, and the others by name."""

    def __init__(self):
        self.passed = 0
        self.failed = []
        self.skipped = []

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    def total(self):
        return self.passed + len(self.failed) + len(self.skipped)

    def __str__(self):
        text = f'{self.passed} passed, {len(self.failed)} failed'
        if self.skipped:
            text += f', {len(self.skipped)} skipped'
        return text


class Parser:
    """Feed it lines, then ask for the count."""

    def __init__(self):
        self.count = Count()
        self.deepest = -1       # indent of results since the last shallower
        self.inner_failed = 0   # failures in the block before an aggregate
        self.planned = None     # of the top level, and what came of it
        self.seen = 0
        self.top = None

    def line(self, text):
        text = PREFIX.sub('', text.rstrip('\r\n'))
        match = PLAN.match(text)
        if match:
            self.plan(len(match['indent'].expandtabs()),
                      int(match['count']), match['rest'] or '')
            return
        match = RESULT.match(text)
        if match:
            self.result(match)

    def plan(self, indent, count, rest):
        if self.top is None:
            self.top = indent
        if indent > self.top:
            return
        self.end_plan()
        self.planned = count
        self.seen = 0
        why = re.search(r'SKIP\s*(.*)', rest, re.IGNORECASE)
        if count == 0 and why:
            self.count.skipped.append(('everything', why[1] or 'no reason'))

    def end_plan(self):
        if self.planned is not None and self.seen < self.planned:
            for number in range(self.seen + 1, self.planned + 1):
                self.count.failed.append(
                    f'{number} of {self.planned}: never reported')
        self.planned = None

    def result(self, match):
        indent = len(match['indent'].expandtabs())
        name = f"{match['number']} {match['name'] or ''}".strip()
        if self.top is None:
            self.top = indent
        if indent <= self.top:
            self.seen += 1
        aggregate = indent < self.deepest
        self.deepest = indent
        bad = match['word'].lower() == 'not ok'
        directive = (match['directive'] or '').upper()
        if aggregate:
            # A suite may fail of itself: a plan not met, a failing exit.
            if bad and not self.inner_failed and not directive:
                self.count.failed.append(name)
            self.inner_failed = 0 if indent <= self.top else self.inner_failed
            return
        if directive == 'SKIP':
            self.count.skipped.append((name, match['why'] or 'no reason'))
        elif bad and directive not in ('XFAIL', 'TODO'):
            self.count.failed.append(name)
            self.inner_failed += 1
        else:
            self.count.passed += 1
        if indent <= self.top:
            self.inner_failed = 0

    def finish(self):
        self.end_plan()
        return self.count


def parse(lines):
    parser = Parser()
    for text in lines:
        parser.line(text)
    return parser.finish()


STATUS = {
    124: 'timeout',
    125: 'the guest died',
    126: 'report in the kernel log',
}


def judge(lines, status, reason=''):
    """The count of one script: its KTAP, and what its exit status adds."""
    count = parse(lines)
    if status == 4 and not count.total():
        count.skipped.append(('everything', reason or 'no reason given'))
    elif status in STATUS:
        count.failed.append(STATUS[status])
    elif status not in (0, 4) and not count.failed:
        count.failed.append(f'exit status {status}')
    elif not count.total():
        count.failed.append('no test was run')
    return count
