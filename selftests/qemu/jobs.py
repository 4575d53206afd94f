# SPDX-License-Identifier: GPL-2.0
"""
What run-tests runs: commands that print KTAP, and batches of kselftests that
share a guest.  Each says how it went when it is known, leaves its logs in a
folder of its own, and returns its count.
"""

import contextlib
import os
import re
import subprocess
import threading
import time

import ktap

BED = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(BED))
LOGS = os.path.join(TOP, 'build', 'test-logs')

say_lock = threading.Lock()
running = set()
stopping = threading.Event()


def say(text):
    with say_lock:
        print(text, flush=True)


@contextlib.contextmanager
def started(command, **streams):
    """A process that stop_all() ends, and after which none begins"""
    if stopping.is_set():
        raise SystemExit
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, cwd=TOP,
                          **streams) as process:
        running.add(process)
        try:
            yield process
        finally:
            process.wait()
            running.discard(process)


def stop_all():
    """End what runs; a runner stops its guest"""
    stopping.set()
    for process in list(running):
        process.terminate()
    for process in list(running):
        # Not wait(): we may be in a signal handler that interrupted one, which
        # holds the lock that it takes.
        with contextlib.suppress(ChildProcessError):
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)


def report(title, count, seconds, notes=()):
    lines = [f'{"not ok" if count.failed else "ok":6} '
             f'{title}: {count} ({seconds:.0f} s)']
    lines += [f'       failed: {name}' for name in count.failed]
    lines += [f'       skipped: {name}: {why}' for name, why in count.skipped]
    if count.failed:
        lines += ['       | ' + text for text in notes[-40:]]
    say('\n'.join(lines))


def log_folder(kernel, name):
    path = os.path.join(LOGS, kernel, name)
    os.makedirs(path, exist_ok=True)
    return path


def lines_of(path):
    with open(path, errors='replace') as text:
        return text.read().strip().splitlines()


def run_logged(command, log):
    """Run a command with its output in a folder: its exit status"""
    with open(os.path.join(log, 'stdout'), 'wb') as out, \
            open(os.path.join(log, 'stderr'), 'wb') as err, \
            started(command, stdout=out, stderr=err) as process:
        return process.wait()


class Job:
    """One command whose output is KTAP."""

    def __init__(self, kernel, name, command, weight=300):
        self.kernel = kernel
        self.name = name
        self.command = command
        self.weight = weight

    def run(self):
        log = log_folder(self.kernel, self.name)
        start = time.monotonic()
        status = run_logged([arg.replace('@LOG@', log)
                             for arg in self.command], log)
        errors = lines_of(os.path.join(log, 'stderr'))
        count = ktap.judge(lines_of(os.path.join(log, 'stdout')), status,
                           errors[-1] if errors else '')
        report(f'{self.kernel}/{self.name}', count,
               time.monotonic() - start, errors)
        return count


class Script:
    """A kselftest in a batch"""

    def __init__(self, name, nic, timeout):
        self.name = name
        self.nic = nic
        self.timeout = timeout


class Batch:
    """Kselftests in one guest; `batch` is its side of this.

    A guest that dies takes one script with it: those that had not begun get
    another guest."""

    BEGIN = re.compile(r'#batch begin (\S+)$')
    END = re.compile(r'#batch end (\S+) (\d+)( unclean)?$')
    DURING = re.compile(r'report\(s\) during (\S.*)$')

    def __init__(self, kernel, options, scripts, seconds_more):
        self.kernel = kernel
        self.options = options
        self.scripts = scripts
        self.seconds_more = seconds_more
        self.weight = sum(script.timeout for script in scripts)
        self.total = ktap.Count()

    def run(self):
        todo = self.scripts
        while todo:
            rest = self.guest(todo)
            if len(rest) == len(todo):
                break
            todo = rest
        return self.total

    def command(self, scripts, log):
        return [os.path.join(BED, 'run'), '--kernel', self.kernel,
                '--no-build', '--nic', 'none', '--log-dir', log,
                '--timeout', str(self.seconds_more +
                                 sum(script.timeout for script in scripts)),
                *self.options, '--script', os.path.join(BED, 'batch'), '--',
                *(f'{script.name}:{script.nic}:{script.timeout}'
                  for script in scripts)]

    def guest(self, scripts):
        """One boot: the scripts that had not begun when it ended"""
        log = log_folder(self.kernel, 'guest-of-' + scripts[0].name)
        err_path = os.path.join(log, 'stderr')
        waiting = {script.name: script for script in scripts}
        start = time.monotonic()
        with open(err_path, 'wb') as err, \
                started(self.command(scripts, log), stdout=subprocess.PIPE,
                        stderr=err, text=True, errors='replace') as process:
            unfinished = self.listen(process.stdout, waiting)
            status = process.wait()
        seconds = time.monotonic() - start
        errors = lines_of(err_path)
        if unfinished:
            self.judge(unfinished, status or 125, seconds, errors)
        elif status == 126:
            during = self.DURING.search('\n'.join(errors), re.MULTILINE)
            self.add(during[1] if during else scripts[0].name,
                     ktap.judge(['ok 1'], status), seconds, errors)
        elif len(waiting) == len(scripts):
            self.add('+'.join(waiting),
                     ktap.judge([], status, errors[-1] if errors else ''),
                     seconds, errors)
        return list(waiting.values())

    def listen(self, stream, waiting):
        """Sort a guest's output by script: the one that was cut short"""
        name, out, start = None, None, 0
        for line in stream:
            text = line.rstrip('\r\n')
            begin, end = self.BEGIN.match(text), self.END.match(text)
            if begin:
                name, start = begin[1], time.monotonic()
                del waiting[name]
                out = open(os.path.join(log_folder(self.kernel, name),
                                        'stdout'), 'w', encoding='utf-8')
            elif end and name:
                out.close()
                self.judge(name, int(end[2]), time.monotonic() - start, [],
                           bool(end[3]))
                name = None
            elif name:
                out.write(text + '\n')
        if name:
            out.close()
        return name

    def judge(self, name, status, seconds, errors, unclean=False):
        output = lines_of(os.path.join(log_folder(self.kernel, name),
                                       'stdout'))
        count = ktap.judge(output, status, output[-1] if output else '')
        if unclean:
            count.failed.append('left something behind')
        said = [line for line in output if not line.startswith('ok ')]
        self.add(name, count, seconds, said[-20:] + errors)

    def add(self, name, count, seconds, notes):
        report(f'{self.kernel}/{name}', count, seconds, notes)
        self.total.add(count)
