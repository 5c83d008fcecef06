"""The workflow files: the action, the workflow that calls it, the hooks and what `docs/workflow.md`
shows. Each is what its host takes, and each command in them is run in a repository.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from command_line import ENUM, GOOD, ROOT, SETTINGS, record
from trees import put

ACTION = ROOT / "action.yml"
WORKFLOW = ROOT / ".github" / "workflows" / "tablewright.yml"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
GUIDE = (ROOT / "docs" / "workflow.md").read_text("utf-8")

PAGES = {f"specs/{name}": page for name, page in GOOD.items()}
PAGES |= {"specs/models/zoo/kind.md": ENUM, "specs/tablewright.yaml": SETTINGS}


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def shown(host: str) -> list[str]:
    """What the guide shows of the file of that name."""
    return re.findall(rf"`{re.escape(host)}`:\n\n```\w+\n(.*?)```", GUIDE, re.DOTALL)


# What the hosts take.


def assert_valid(schema: str, path: Path) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}"]
    done = subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_action_is_one() -> None:
    assert_valid("github-actions", ACTION)


def test_the_workflow_is_one() -> None:
    assert_valid("github-workflows", WORKFLOW)


@pytest.mark.parametrize(
    ("schema", "name", "count"),
    [
        ("github-workflows", ".github/workflows/types.yml", 2),
        ("github-workflows", ".github/workflows/scan.yml", 1),
        ("gitlab-ci", ".gitlab-ci.yml", 1),
    ],
)
def test_what_the_guide_shows_is_valid(schema: str, name: str, count: int, tmp_path: Path) -> None:
    texts = shown(name)
    assert len(texts) == count
    for text in texts:
        (tmp_path / "file.yml").write_text(text, "utf-8")
        assert_valid(schema, tmp_path / "file.yml")


def test_the_workflow_passes_on_what_it_takes() -> None:
    inputs = read(ACTION)["inputs"]
    workflow = read(WORKFLOW)
    taken = workflow[True]["workflow_call"]["inputs"]  # YAML 1.1 takes `on` for true
    [*_, step] = workflow["jobs"]["tablewright"]["steps"]
    assert step["with"] == {name: f"${{{{ inputs.{name} }}}}" for name in taken}
    assert taken.keys() == inputs.keys() - {"base", "token"}
    for name, each in taken.items():
        default = each["default"]
        assert str(default).lower() == inputs[name]["default"]
        assert each["description"] in inputs[name]["description"]


def test_the_guide_lists_the_inputs() -> None:
    inputs = read(ACTION)["inputs"]
    listed = dict(re.findall(r"^\| `([a-z-]+)` \| (.*?) \|", GUIDE, re.MULTILINE))
    assert listed.keys() == inputs.keys()
    for name in inputs.keys() - {"base", "token"}:
        assert listed[name] == f"`{inputs[name]['default']}`"


def test_no_expression_stands_in_a_command() -> None:
    """A branch may be called `$(rm -rf .)`; in an environment it is only text."""
    for step in read(ACTION)["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


# The steps of the action, in a repository.

FAKES = {
    "tablewright": f"""#!/bin/sh
if [ "$1" != diff ] || [ -z "$DIFF_STATUS" ]; then
  PYTHONPATH={shlex.quote(str(ROOT))} exec {shlex.quote(sys.executable)} -m generator "$@"
fi
echo "$*" >> "$CALLS"
case "$*" in
*markdown*) echo "# the report"; exit "$DIFF_STATUS" ;;
*) echo "::error::breaks"; exit "$ANY_STATUS" ;;
esac
""",
    "gh": """#!/bin/sh
for each in "$@"; do printf '%s\\n' "$each"; done >> "$CALLS"
case "$*" in *--paginate*) printf '%s' "$GH_FOUND" ;; *) exit "${GH_STATUS:-0}" ;; esac
""",
    "python": """#!/bin/sh
mkdir -p "$3/bin"
printf '#!/bin/sh\\necho "$@" >> "$CALLS"\\n' > "$3/bin/pip"
chmod +x "$3/bin/pip"
""",
}
"""What the steps find on their path. `diff` is the real one unless a test says how it ends."""

RUNNER = ("GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")
CONTEXT = {
    "inputs.specs": "specs",
    "inputs.out": "generated",
    "inputs.fail-on": "breaking",
    "inputs.token": "secret",
    "steps.python.outputs.python-path": "python",
    "github.action_path": str(ROOT),
    "github.event.pull_request.base.sha": "",
    "github.event.pull_request.head.sha || github.sha": "c0ffee",
    "github.event.pull_request.number": "7",
}


@dataclass
class Job:
    """A job on a runner, in a repository with two commits."""

    root: Path
    base: str
    context: dict[str, str] = field(default_factory=lambda: dict(CONTEXT))

    @property
    def repository(self) -> Path:
        return self.root / "repository"

    def git(self, *arguments: str) -> str:
        return git(self.repository, *arguments)

    def commit(self) -> None:
        self.git("add", ".")
        self.git("commit", "--quiet", "--message", "more")

    def run(self, step: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a step of the action as a runner does, with its outputs for the steps after it."""
        [found] = [each for each in read(ACTION)["runs"]["steps"] if each.get("id") == step]
        values = {name: self.evaluated(value) for name, value in found.get("env", {}).items()}
        done = self.shell(found["run"], values | environment)
        for line in (self.root / "GITHUB_OUTPUT").read_text("utf-8").splitlines():
            name, _, value = line.partition("=")
            self.context[f"steps.{step}.outputs.{name}"] = value
        return done

    def evaluated(self, value: str) -> str:
        return re.sub(r"\$\{\{ (.*?) \}\}", lambda found: self.context[found[1]], value)

    def shell(
        self, script: str, environment: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        (self.root / "script").write_text(script, "utf-8")
        runner = {name: str(self.root / name) for name in RUNNER}
        runner |= {
            "PATH": f"{self.root / 'bin'}:{os.environ['PATH']}",
            "RUNNER_TEMP": str(self.root / "temp"),
            "GITHUB_REPOSITORY": "zoo/pages",
            "GITHUB_SERVER_URL": "https://git.example.com",
            "GITHUB_RUN_ID": "1",
            "CALLS": str(self.root / "calls"),
        }
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(self.root / "script")],
            cwd=self.repository,
            env={**os.environ, **runner, **environment},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    def calls(self) -> str:
        return (self.root / "calls").read_text("utf-8")

    def output(self, name: str) -> str:
        return (self.root / name).read_text("utf-8")


def git(folder: Path, *arguments: str) -> str:
    environment = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    for who in ("AUTHOR", "COMMITTER"):
        environment |= {f"GIT_{who}_NAME": "A Tester", f"GIT_{who}_EMAIL": "tester@example.com"}
    return subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout.strip()


@pytest.fixture
def job(tmp_path: Path) -> Job:
    repository = tmp_path / "repository"
    put(repository, PAGES)
    put(tmp_path / "bin", FAKES)
    put(tmp_path, dict.fromkeys((*RUNNER, "calls"), ""))
    (tmp_path / "temp").mkdir()
    for fake in (tmp_path / "bin").iterdir():
        fake.chmod(0o755)
    git(repository, "init", "--quiet", "--initial-branch", "main")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "--message", "base")
    base = git(repository, "rev-parse", "HEAD")
    put(repository, {"specs/models/zoo/animal0.md": record("Animal0", age="*number*")})
    git(repository, "commit", "--quiet", "--all", "--message", "head")
    return Job(tmp_path, base, {**CONTEXT, "inputs.base": base})


def test_install_puts_the_command_on_the_path_and_nothing_else(job: Job) -> None:
    for _ in range(2):  # a job may have the step for each of its folders
        assert job.run("install").returncode == 0
    assert set(job.calls().splitlines()) == {f"install --quiet --disable-pip-version-check {ROOT}"}
    [place] = {*job.output("GITHUB_PATH").splitlines()}
    [command] = Path(place).iterdir()
    assert command.name == "tablewright"
    assert command.readlink() == job.root / "temp" / "tablewright" / "bin" / "tablewright"


def test_lint_annotates(job: Job) -> None:
    assert job.run("lint").returncode == 0
    put(job.repository, {"specs/b.md": record("B", "| `c` | *strnig* | yes |  |")})
    done = job.run("lint")
    assert (done.returncode, done.stdout.partition(",")[0]) == (1, "::error file=specs/b.md")


def test_check_compares_with_what_is_generated(job: Job) -> None:
    assert job.run("check").returncode == 1
    job.shell("tablewright generate", {})
    assert job.run("check").returncode == 0


@pytest.mark.parametrize("specs", ["specs", "specs/"])
@pytest.mark.parametrize(("status", "any_status"), [("0", "0"), ("0", "1"), ("1", "1")])
def test_diff_reports_and_ends_as_it_ends(
    job: Job, specs: str, status: str, any_status: str
) -> None:
    job.context["inputs.specs"] = specs
    done = job.run("diff", DIFF_STATUS=status, ANY_STATUS=any_status)
    assert (str(done.returncode), done.stdout) == (status, "::error::breaks\n")
    assert job.calls() == (
        f"diff {job.base}:specs {specs} --format markdown --fail-on breaking"
        f" --old-url https://git.example.com/zoo/pages/blob/{job.base}/{{path}}?plain=1#L{{line}}"
        " --new-url https://git.example.com/zoo/pages/blob/c0ffee/{path}?plain=1#L{line}\n"
        f"diff {job.base}:specs {specs} --format github --fail-on any\n"
    )
    assert job.output("GITHUB_STEP_SUMMARY") == "# the report\n"
    report = job.root / "temp" / "tablewright-report.md"
    assert report.read_text("utf-8") == "# the report\n"
    changed = "true" if any_status == "1" else "false"
    assert job.output("GITHUB_OUTPUT") == f"report={report}\nchanged={changed}\n"


def test_the_report_leads_to_the_rows(job: Job) -> None:
    assert job.run("diff").returncode == 0
    report = (job.root / "temp" / "tablewright-report.md").read_text("utf-8")
    assert report.startswith("## No breaking changes\n")
    page = "specs/models/zoo/animal0.md?plain=1#L"
    assert f"(https://git.example.com/zoo/pages/blob/{job.base}/{page}" in report
    assert f"(https://git.example.com/zoo/pages/blob/c0ffee/{page}" in report


def test_diff_ends_as_it_must_where_it_cannot_work(job: Job) -> None:
    assert job.run("diff", DIFF_STATUS="2").returncode == 2
    assert job.output("GITHUB_OUTPUT") == ""


def test_pages_of_the_base_that_have_errors_are_no_reason_to_fail(job: Job) -> None:
    put(job.repository, {"specs/b.md": record("B", "| `c` | *strnig* | yes |  |")})
    job.commit()
    job.context["inputs.base"] = job.git("rev-parse", "HEAD")
    put(job.repository, {"specs/b.md": record("B")})
    done = job.run("diff")
    assert done.returncode == 0
    assert "nothing was compared: the pages of the base have errors" in done.stdout
    assert job.output("GITHUB_OUTPUT") == ""


@pytest.mark.parametrize(
    "accepted",
    ["accepted: [{rule: nope, reason: x}]\n", "accepted: [\n", "accept: []\n", "accepted: 1\n"],
)
def test_a_broken_file_of_accepted_changes_lets_nothing_pass(job: Job, accepted: str) -> None:
    put(job.repository, {"specs/tablewright-accepted.yaml": accepted})
    done = job.run("lint")
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=specs/tablewright-accepted.yaml,line=")
    assert "specs/tablewright-accepted.yaml:" in done.stderr
    done = job.run("diff")
    assert (done.returncode, done.stdout) == (1, "")
    assert job.output("GITHUB_OUTPUT") == ""


def test_pages_with_errors_fail_the_comparison_as_well(job: Job) -> None:
    put(job.repository, {"specs/b.md": record("B", "| `c` | *strnig* | yes |  |")})
    assert job.run("diff").returncode == 1


# A pull request as it is checked out, merged with a base that went on.


@pytest.fixture
def merged(job: Job) -> Job:
    """The base went on after the event took its name, and the merge of both is checked out."""
    head = job.git("rev-parse", "HEAD")
    job.git("checkout", "--quiet", "--detach", job.base)
    put(job.repository, {"specs/models/zoo/theirs.md": record("Theirs")})
    job.commit()
    job.git("merge", "--quiet", "--no-ff", "--message", "merge", head)
    job.git("checkout", "--quiet", "-B", "merged")
    job.context["github.event.pull_request.base.sha"] = job.base
    job.context["github.event.pull_request.head.sha || github.sha"] = head
    return job


def compared(job: Job) -> str:
    """The revision that the step compares with."""
    assert job.run("diff", DIFF_STATUS="0", ANY_STATUS="1").returncode == 0
    [first, *_] = job.calls().splitlines()
    return first.split()[1].partition(":")[0]


def test_a_pull_request_is_compared_with_the_base_that_it_was_merged_with(merged: Job) -> None:
    assert compared(merged) == merged.git("rev-parse", "HEAD^1") != merged.base
    assert merged.run("diff").returncode == 0
    report = merged.output("temp/tablewright-report.md")
    assert "Animal0" in report
    assert "Theirs" not in report


def test_a_shallow_checkout_of_the_merge_does_as_well(merged: Job) -> None:
    base = merged.git("rev-parse", "HEAD^1")
    original = merged.repository.rename(merged.root / "original")
    git(merged.root, "clone", "--quiet", "--depth", "1", original.as_uri(), "repository")
    assert compared(merged) == base
    assert merged.git("cat-file", "-t", f"{base}:specs") == "tree"


def test_other_merges_say_nothing_of_the_base(merged: Job) -> None:
    """Such as one that the pull request's own branch begins or ends with."""
    head = merged.git("rev-parse", "HEAD")
    merged.context["github.event.pull_request.head.sha || github.sha"] = head
    assert compared(merged) == merged.base


def test_a_base_that_the_caller_names_is_taken_as_it_is(merged: Job) -> None:
    merged.context["inputs.base"] = "HEAD~1^"
    assert compared(merged) == "HEAD~1^"


def test_pages_that_are_new_are_compared_with_nothing(job: Job) -> None:
    job.git("mv", "specs", "others")
    job.context["inputs.specs"] = "others"
    done = job.run("diff", DIFF_STATUS="1")
    assert (done.returncode, job.calls()) == (0, "")
    assert done.stdout == "others is new, so there is nothing to compare it with\n"


def test_a_shallow_checkout_gets_the_base(job: Job) -> None:
    original = job.repository.rename(job.root / "original")
    git(job.root, "clone", "--quiet", "--depth", "1", original.as_uri(), "repository")
    assert job.git("rev-list", "--count", "HEAD") == "1"
    assert job.run("diff", DIFF_STATUS="0", ANY_STATUS="1").returncode == 0
    assert job.git("cat-file", "-t", f"{job.base}:specs") == "tree"


def test_the_whole_repository_may_be_the_pages(job: Job) -> None:
    job.context["inputs.specs"] = "."
    assert job.run("diff", DIFF_STATUS="0", ANY_STATUS="1").returncode == 0
    assert f"diff {job.base}:. . --format markdown" in job.calls()


@pytest.mark.parametrize(
    ("found", "changed", "call"),
    [
        ("", "true", "POST repos/zoo/pages/issues/7/comments"),
        ("", "false", ""),
        ("12\n13\n", "true", "PATCH repos/zoo/pages/issues/comments/12"),
        ("12\n", "false", "PATCH repos/zoo/pages/issues/comments/12"),
    ],
)
def test_one_comment_is_kept_up_to_date(job: Job, found: str, changed: str, call: str) -> None:
    job.run("diff", DIFF_STATUS="0", ANY_STATUS="1")
    (job.root / "calls").write_text("", "utf-8")
    job.context["steps.diff.outputs.changed"] = changed
    assert job.run("comment", GH_FOUND=found).returncode == 0
    arguments = job.calls().splitlines()
    assert arguments[:3] == ["api", "--paginate", "repos/zoo/pages/issues/7/comments"]
    body = job.root / "temp" / "tablewright-comment.md"
    expected = ["api", "--silent", "--method", *call.split(), "--field", f"body=@{body}"]
    assert arguments[5:] == (expected if call else [])
    assert body.read_text("utf-8") == "<!-- tablewright specs -->\n# the report\n"


def test_a_report_that_is_too_long_is_pointed_to(job: Job) -> None:
    job.run("diff", DIFF_STATUS="0", ANY_STATUS="1")
    report = job.root / "temp" / "tablewright-report.md"
    report.write_text("x" * 70_000, "utf-8")
    assert job.run("comment").returncode == 0
    body = (job.root / "temp" / "tablewright-comment.md").read_text("utf-8")
    assert body == (
        "<!-- tablewright specs -->\nThe report is too long for a comment: see [the summary]"
        "(https://git.example.com/zoo/pages/actions/runs/1).\n"
    )


def test_who_may_not_comment_is_told_where_the_report_is(job: Job) -> None:
    job.run("diff", DIFF_STATUS="0", ANY_STATUS="1")
    done = job.run("comment", GH_STATUS="1")
    assert done.returncode == 0
    assert done.stdout.startswith("::notice title=tablewright::")


def test_conditions_name_steps_and_outputs_that_exist() -> None:
    steps = read(ACTION)["runs"]["steps"]
    ids = [step["id"] for step in steps]
    assert len(set(ids)) == len(ids)
    outputs = {name for step in steps for name in re.findall(r"echo \"(\w+)=", step.get("run", ""))}
    outputs.add("python-path")
    text = ACTION.read_text("utf-8")
    for step, output in re.findall(r"steps\.([a-z]+)\.(?:outputs\.([a-z-]+)|outcome)", text):
        assert step in ids
        assert output in {"", *outputs}
    assert set(re.findall(r"inputs\.([a-z-]+)", text)) == read(ACTION)["inputs"].keys()


# The hooks.


def test_hooks_have_what_pre_commit_asks_for() -> None:
    hooks = read(HOOKS)
    for hook in hooks:
        assert {"id", "name", "entry", "language"} <= hook.keys()
        assert hook["language"] == "python"
        assert hook["pass_filenames"] is False
        assert re.search(hook["files"], "specs/models/pet.md")
        assert re.search(hook["files"], "specs/tablewright.yaml")
        assert not re.search(hook["files"], "generated/python/zoo/_pet.py")
    [shown_config] = shown(".pre-commit-config.yaml")
    [repository] = yaml.safe_load(shown_config)["repos"]
    assert {hook["id"] for hook in repository["hooks"]} == {hook["id"] for hook in hooks}


def test_hooks_do_their_work(job: Job) -> None:
    put(job.repository, {"specs/models/zoo/animal0.md": record("Animal0", age="*number*")})
    for hook in read(HOOKS):
        assert job.shell(f"{hook['entry']} specs", {}).returncode == 0, hook["id"]
    changed = job.git("status", "--porcelain", "--untracked-files=no").splitlines()
    assert changed, "tables were put into form"
    assert (job.repository / "generated" / "manifest.json").is_file()


# What the guide shows.


def test_the_commands_of_the_guide_do_what_it_says(job: Job) -> None:
    job.shell("tablewright generate", {})
    [gitlab] = shown(".gitlab-ci.yml")
    base = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": job.base, "DIFF_STATUS": "0", "ANY_STATUS": "0"}
    for command in yaml.safe_load(gitlab)["types"]["script"]:
        done = job.shell(command, base)
        assert done.returncode == 0, (command, done.stderr)
    [scan] = shown(".github/workflows/scan.yml")
    [command] = [
        step["run"]
        for step in yaml.safe_load(scan)["jobs"]["scan"]["steps"]
        if "tablewright lint" in step.get("run", "")
    ]
    put(job.repository, {"specs/b.md": record("B", "| `c` | *strnig* | yes |  |")})
    assert job.shell(command, {}).returncode == 0
    log = json.loads((job.repository / "lint.sarif").read_text("utf-8"))
    assert [result["ruleId"] for result in log["runs"][0]["results"]] == ["unknown-type"]


def test_generated_files_are_marked_as_such(job: Job) -> None:
    [line] = re.findall(r"```gitattributes\n(.*?)```", GUIDE, re.DOTALL)
    own = (ROOT / ".gitattributes").read_text("utf-8")
    assert line in own
    put(job.repository, {".gitattributes": own})
    paths = ["generated/a.py", "generated/python/zoo/_pet.py", "specs/models/pet.md"]
    marked = job.git("check-attr", "linguist-generated", "--", *paths).splitlines()
    assert [each.rpartition(": ")[2] for each in marked] == ["set", "set", "unspecified"]
