# SPDX-License-Identifier: BSD-2-Clause
"""Writes what a build was made of as an SPDX 2.3 document: third-party packages that went into the phone, with the
hashes that apt verified, and the host packages that built it, with their versions.

Reads what tools/deps/apt-private.sh recorded for each download. Used by the command `sbom`.
"""

import json
import re
import subprocess
import uuid
from dataclasses import dataclass
from pathlib import Path

from bulkhead.errors import InputError

ROOT = "SPDXRef-Package-bulkhead"


@dataclass(frozen=True)
class Download:
    """One file that apt-private.sh fetched; kind is `binary` (an arm64 package) or `source`."""

    kind: str
    package: str
    version: str
    sha256: str
    file: str


def read_downloads(directory):
    """Every recorded download, in a fixed order. InputError for a malformed record."""
    downloads = []
    for path in sorted(Path(directory).iterdir()):
        for line in path.read_text().splitlines():
            fields = line.split("\t")
            if len(fields) != 5:
                raise InputError(path, f"malformed record: {line}")
            downloads.append(Download(*fields))
    return downloads


def read_host_packages(list_path):
    """(package, version, architecture) of each installed package that a list such as packages.txt names."""
    lines = Path(list_path).read_text().splitlines()
    names = sorted({line.split()[0] for line in lines if line.strip() and not line.startswith("#")})
    shown = subprocess.run(["dpkg-query", "-W", "-f", "${Package}\t${Version}\t${Architecture}\n", *names],
                           capture_output=True, text=True, check=False).stdout
    return sorted(tuple(line.split("\t")) for line in shown.splitlines())


def _identifier(*words):
    return "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", "-".join(words))


def _package(identifier, name, version, **more):
    return {"SPDXID": identifier, "name": name, "versionInfo": version, "downloadLocation": "NOASSERTION",
            "filesAnalyzed": False, "licenseConcluded": "NOASSERTION", "licenseDeclared": "NOASSERTION",
            "copyrightText": "NOASSERTION", **more}


def _reference(name, version, architecture):
    return {"externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                              "referenceLocator": f"pkg:deb/debian/{name}@{version}?arch={architecture}"}]}


def _downloaded(download):
    return _package(
        _identifier("File", download.file), download.package, download.version, packageFileName=download.file,
        checksums=[{"algorithm": "SHA256", "checksumValue": download.sha256}],
        **_reference(download.package, download.version, "source" if download.kind == "source" else "arm64"))


def _host(name, version, architecture):
    return _package(_identifier("Host", name), name, version, **_reference(name, version, architecture))


def _relation(element, kind, other):
    return {"spdxElementId": element, "relationshipType": kind, "relatedSpdxElement": other}


def document(downloads, host_packages):
    """The SPDX document, as a dict."""
    inside = [_downloaded(download) for download in downloads]
    tools = [_host(*package) for package in host_packages]
    phone = _package(ROOT, "bulkhead", "0", licenseDeclared="BSD-2-Clause")
    content = json.dumps([inside, tools], sort_keys=True)
    return {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": "bulkhead",
        "documentNamespace": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, content)}",
        "creationInfo": {"created": "2024-01-01T00:00:00Z", "creators": ["Tool: bulkhead-sbom"]},
        "packages": [phone, *inside, *tools],
        "relationships": [
            _relation("SPDXRef-DOCUMENT", "DESCRIBES", ROOT),
            *(_relation(ROOT, "CONTAINS", package["SPDXID"]) for package in inside),
            *(_relation(package["SPDXID"], "BUILD_TOOL_OF", ROOT) for package in tools),
        ],
    }


def command_sbom(options):
    result = document(read_downloads(options.downloads), read_host_packages(options.host))
    Path(options.output).write_text(json.dumps(result, indent=2) + "\n")
    return 0


def register(subparsers):
    """Adds `sbom` to the command line."""
    parser = subparsers.add_parser("sbom", help="write what the build was made of (SPDX)")
    parser.add_argument("--downloads", default="build/deps/apt/used", metavar="DIR", help="what was fetched (%(default)s)")
    parser.add_argument("--host", default="tools/deps/packages.txt", metavar="FILE", help="host packages (%(default)s)")
    parser.add_argument("-o", "--output", default="build/sbom.json", metavar="FILE", help="(%(default)s)")
    parser.set_defaults(handler=command_sbom)
