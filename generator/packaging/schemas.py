"""The JSON Schemas as a tarball, for services in languages that we generate nothing for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from generator.artifacts import Archive
from generator.packaging.containers import tarred

if TYPE_CHECKING:
    from generator.packaging.identity import Identity


def schema_tarball(identity: Identity, files: Mapping[str, bytes]) -> Archive:
    """A tarball with all files in one folder, named like itself, so that it unpacks into one."""
    stem = f"{identity.name}-schemas-{identity.npm_version}"
    members = {f"{stem}/{path}": data for path, data in sorted(files.items())}
    return Archive(f"{stem}.tgz", tarred(members))
