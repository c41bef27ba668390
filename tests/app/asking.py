"""Requests made of an API document (schemathesis), and whether the answers are as it says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import schemathesis
from fastapi.testclient import TestClient
from httpx2 import InvalidURL
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Err
from schemathesis.generation.case import Case
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

Operation = APIOperation[Any, Any, Any, Any]
Question = Case[Any]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
"""Nothing breaks, and no status, type or body that the document does not know. Whether a request that fits the schemas is
also a sensible one (a cursor of ours, a filter that reads) no schema can say."""


class Asking:
    """Each operation of a document is asked ``examples`` times as it says, and as often not as it says.

    The requests are the same in every run. ``values`` stand for parameters of addresses that only real ones answer.
    """

    def __init__(self, client: TestClient, document: dict[str, Any], examples: int, values: dict[str, str]) -> None:
        self._client = client
        self._document = document
        self._examples = examples
        self._values = values
        self.asked = 0
        self.statuses: dict[int, int] = {}

    def deviations(self) -> list[str]:
        """Every answer that is not as the document says."""
        return [
            told for operation in self._operations() for mode in GenerationMode for told in self._of(operation, mode)
        ]

    def _operations(self) -> Iterator[Operation]:
        for result in schemathesis.openapi.from_dict(self._document).get_all_operations():
            if isinstance(result, Err):
                raise result.err()
            yield result.ok()

    def _of(self, operation: Operation, mode: GenerationMode) -> list[str]:
        if mode is GenerationMode.NEGATIVE and not (operation.query or operation.body):
            return []  # any text may be the name of something
        found: list[str] = []

        @settings(
            max_examples=self._examples, derandomize=True, database=None, deadline=None,
            suppress_health_check=list(HealthCheck), phases=[Phase.generate],
        )  # fmt: skip
        @given(operation.as_strategy(generation_mode=mode))
        def ask(case: Question) -> None:
            found.extend(self._answered(case))

        try:
            ask()
        except Unsatisfiable:
            assert mode is GenerationMode.NEGATIVE, operation.label
        return found

    def _answered(self, case: Question) -> list[str]:
        for name in case.path_parameters:
            case.path_parameters[name] = self._values.get(name, case.path_parameters[name])
        given = case.as_transport_kwargs(base_url=case.operation.base_url or str(self._client.base_url))
        given.pop("cookies")
        if isinstance(given.get("data"), str | bytes):
            given["content"] = given.pop("data")
        given["headers"] = {**given["headers"], "Sec-Fetch-Site": "same-origin"}
        try:
            answer = self._client.request(**given, follow_redirects=False)
        except InvalidURL:
            return []  # longer than any client sends
        self.asked += 1
        self.statuses[answer.status_code] = self.statuses.get(answer.status_code, 0) + 1
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as group:
            told = "; ".join(str(each).replace("\n", " ")[:300] for each in group.exceptions)
            return [f"{case.operation.label} {given['url']} {given.get('params')} {answer.status_code}: {told}"]
        return []
