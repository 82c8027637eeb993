"""What a run is told in confidence reaches the server and no file: address, arguments, errors."""

from __future__ import annotations

from pathlib import Path

import pytest
from inspect_ai.log import read_eval_log

from farfield.options.asking import RunOptions, TaskOptions
from farfield.records import FarfieldError
from farfield.run.running import run_family
from farfield.run.secrets import HIDDEN, without
from stub_server import serve

SECRETS = ("us3r", "passw0rd", "t0kenXYZ", "kEyXYZ", "bEarerXYZ")


@pytest.mark.parametrize("said", ["Answer: 7", 401])
def test_a_log_keeps_no_secret_of_its_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: object
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with serve(lambda _question, _times: said) as server:
        address = server.url.replace("http://", "http://us3r:passw0rd@") + "?token=t0kenXYZ"
        options = RunOptions(
            TaskOptions(items=2, shots=0, checks=False),
            base_url=address,
            model_args={
                "api_key": "kEyXYZ",
                "default_headers": {"X-Authorization": "bEarerXYZ", "X-Kind": "test"},
            },
            retries=0,
            cache=True,
        )
        if said == 401:
            with pytest.raises(FarfieldError) as caught:
                run_family("addition", "openai-api/stub/m", tmp_path / "logs", options)
            assert not any(secret in str(caught.value) for secret in SECRETS)
        else:
            run_family("addition", "openai-api/stub/m", tmp_path / "logs", options)
        assert server.requests
    (log,) = (tmp_path / "logs").glob("*.eval")
    told = read_eval_log(str(log))
    assert told.eval.model_base_url == server.url
    assert told.eval.model_args["default_headers"] == {"X-Authorization": HIDDEN, "X-Kind": "test"}
    assert not any(secret in told.model_dump_json() for secret in SECRETS)
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert not any(secret.encode() in written for secret in SECRETS)


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("slots", 2, 2),
        ("max_tokens", "5", "5"),
        ("session_token", "abc", HIDDEN),
        ("proxy", "http://a:b@host/x?y", "http://host/x"),
        ("headers", {"Cookie": "abc", "Accept": "text"}, {"Cookie": HIDDEN, "Accept": "text"}),
        ("hosts", ["s3://k:v@bucket"], ["s3://bucket"]),
    ],
)
def test_arguments_as_they_are_kept(name: str, value: object, kept: object) -> None:
    assert without(value, name) == kept
