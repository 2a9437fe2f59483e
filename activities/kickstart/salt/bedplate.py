"""
Serves states and pillar of single commits, each as the saltenv and pillarenv of its name.

Bedplate calls it through salt-api, as the runner module ``bedplate``. A repository is fetched into a bare one of its own;
a commit becomes two folders that nothing changes any more, and that appear at once, by a rename. What git says of a
failure is passed on in git's own words.
"""

import fcntl
import hashlib
import logging
import os
import re
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

log = logging.getLogger(__name__)

COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
FETCH_SECONDS = 300
WORDS = 2000


class _Problem(Exception):
    def __init__(self, problem, words):
        super().__init__(words)
        self.problem = problem
        self.words = words


def resolve(url, branch, path="", pillar_path=None):
    """The commit that a branch is at, as the repository has it now."""
    return _answer(lambda: {"commit": _resolve(url, branch)})


def serve(url, commit, path="", pillar_path=None):
    """Puts states and pillar of a commit in place; at once when they are there already."""
    return _answer(lambda: _serve(url, commit, path or "", pillar_path))


def served():
    """The commits that are in place."""
    return {"commits": _served()}


def keep(commits):
    """Takes all commits away but these, and repositories that none of them is of."""
    for commit in _served():
        if commit not in commits:
            _drop(commit)
    return {"commits": _served()}


def _answer(work):
    try:
        return work()
    except _Problem as problem:
        return {"problem": problem.problem, "words": problem.words}


def _resolve(url, branch):
    ref = f"refs/heads/{branch}"
    found = _git(["ls-remote", "--", url, ref]).split()
    if found:
        return found[0]
    # It says nothing when there is none; who fetches is told why not.
    _git(["fetch", "--quiet", "--", url, ref], _repository(url))
    raise _Problem("Unavailable", f"{ref} appeared this moment")


def _serve(url, commit, path, pillar_path):
    if not COMMIT.fullmatch(commit):
        raise _Problem("InvalidInput", f"{commit} is no whole commit id")
    wanted = f"{url}\n{path}\n{pillar_path or ''}\n"
    with _lock("repository-" + _digest(url)):
        if _said_of(commit) != wanted:
            _place(url, commit, path, pillar_path, wanted)
    return {"commit": commit}


def _place(url, commit, path, pillar_path, wanted):
    repository = _repository(url)
    _fetch(repository, url, commit)
    with tempfile.TemporaryDirectory(dir=_folder("tmp")) as scratch:
        states = _check_out(repository, commit, path, Path(scratch, "states"))
        pillar = _check_out(repository, commit, pillar_path, Path(scratch, "pillar"))
        # Of another repository, or of other folders of it.
        _drop(commit)
        _move(pillar, _folder("pillar") / commit)
        _move(states, _folder("states") / commit)
        # Written last: without it the commit is not served, whatever lies there.
        note = Path(scratch, "served")
        note.write_text(wanted, encoding="utf-8")
        os.replace(note, _folder("served") / commit)
    # Somebody may have asked for it before it was there, and been told that it is empty.
    __salt__["fileserver.clear_file_list_cache"](saltenv=commit)


def _fetch(repository, url, commit):
    if _has(repository, commit):
        return
    heads = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"]
    _git(["fetch", "--quiet", "--prune", "--force", "--", url, *heads], repository)
    if not _has(repository, commit):
        # Of no branch any more; many servers give it all the same, when it is asked for by its name.
        _git(["fetch", "--quiet", "--", url, commit], repository)


def _has(repository, commit):
    found = _run(["cat-file", "-e", f"{commit}^{{commit}}"], repository)
    return found.returncode == 0


def _check_out(repository, commit, path, target):
    target.mkdir(mode=0o755)
    if path is None:
        return target
    tree = f"{commit}:{path}" if path else commit
    index = {"GIT_INDEX_FILE": str(target) + ".index"}
    try:
        _git(["read-tree", tree], repository, index)
    except _Problem as problem:
        raise _Problem("InvalidInput", f"no folder {path or '/'} in {commit}: {problem.words}") from problem
    # As they are in the repository, whatever the attributes in it say of archives.
    _git([f"--work-tree={target}", "checkout-index", "--all"], repository, index)
    return target


def _move(source, target):
    os.replace(source, target)


def _drop(commit):
    """The note first: what is half gone is not served."""
    (_folder("served") / commit).unlink(missing_ok=True)
    for kind in ("states", "pillar"):
        if (_folder(kind) / commit).exists():
            gone = tempfile.mkdtemp(dir=_folder("tmp"))
            os.replace(_folder(kind) / commit, Path(gone, commit))
            shutil.rmtree(gone, ignore_errors=True)


def _served():
    return sorted(note.name for note in _folder("served").iterdir() if COMMIT.fullmatch(note.name))


def _said_of(commit):
    try:
        return (_folder("served") / commit).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def _git(arguments, repository=None, more=None):
    done = _run(arguments, repository, more)
    if done.returncode == 0:
        return done.stdout
    words = done.stderr.strip()[-WORDS:] or f"git {arguments[0]} ended with {done.returncode}"
    raise _Problem(_kind_of(words), words)


def _run(arguments, repository=None, more=None):
    command = ["git"]
    if repository is not None:
        command.append(f"--git-dir={repository}")
    try:
        return subprocess.run(
            [*command, *arguments],
            env={**os.environ, **_environment(), **(more or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            timeout=FETCH_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _Problem("Unavailable", f"git did not end within {FETCH_SECONDS} seconds") from error


def _environment():
    """Nobody is there to be asked for a password, and no transport may run a program."""
    config = _base() / "git"
    known = config / "known_hosts"
    ask_of_host = f"-o UserKnownHostsFile={known}" if known.exists() else "-o StrictHostKeyChecking=accept-new"
    key = f"-i {config / 'id'} -o IdentitiesOnly=yes" if (config / "id").exists() else ""
    return {
        "LC_ALL": "C",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "/bin/false",
        "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh",
        "GIT_CONFIG_GLOBAL": str(config / "config"),
        "GIT_SSH_COMMAND": f"ssh -o BatchMode=yes {ask_of_host} {key}".strip(),
    }


def _kind_of(words):
    if re.search(r"not our ref|couldn't find remote ref|no such ref|Server does not allow request", words):
        return "NotFound"
    if re.search(r"Authentication failed|Permission denied|could not read (Username|Password)|returned error: 40[13]", words):
        return "AuthRejected"
    return "Unavailable"


def _base():
    return Path(__opts__.get("bedplate_dir", "/srv/bedplate"))


def _folder(name):
    folder = _base() / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _repository(url):
    repository = _folder("repositories") / f"{_digest(url)}.git"
    if not (repository / "HEAD").exists():
        _git(["init", "--quiet", "--bare", str(repository)])
    return repository


def _digest(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


@contextmanager
def _lock(name):
    """One at a time: two would fetch the same."""
    with open(_folder("locks") / name, "a", encoding="utf-8") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
