import json

import pytest

from data_tools.errors import InputError
from lineart_colorizer.training.strategies import ALONE, Task, choose_team, read_task

TWO = ["10.0.0.1:2222", "10.0.0.2:2222"]


def told(cluster: dict, job: str = "worker", index=0, **more) -> str:
    return json.dumps({"cluster": cluster, "task": {"type": job, "index": index}} | more)


def refusal(tf_config: str) -> str:
    with pytest.raises(InputError) as refused:
        read_task(tf_config)
    return str(refused.value)


@pytest.mark.parametrize("nothing", [None, "", "{}", '{"environment": "cloud"}'])
def test_without_a_cluster_a_worker_is_alone(nothing):
    assert read_task(nothing) == Task()
    assert len(Task().addresses) == 1
    assert Task().is_chief


def test_as_ray_train_sets_it_worker_0_is_the_chief():
    assert read_task(told({"worker": TWO}, index=1)) == Task(1, tuple(TWO))
    assert [read_task(told({"worker": TWO}, index=index)).is_chief for index in (0, 1)] == [True, False]


def test_as_kubeflow_sets_it_the_chief_comes_before_the_workers():
    cluster = {"worker": TWO, "chief": ["10.0.0.9:2222"]}
    assert read_task(told(cluster, "chief", environment="cloud")) == Task(0, ("10.0.0.9:2222", *TWO))
    assert read_task(told(cluster, "worker", "1", environment="cloud")) == Task(2, ("10.0.0.9:2222", *TWO))


@pytest.mark.parametrize(
    ("tf_config", "said"),
    [
        ("{", "TF_CONFIG cannot be read: '{': it looks like {"),
        ("[]", "TF_CONFIG cannot be read"),
        (told({"worker": TWO}, index="first"), "TF_CONFIG cannot be read"),
        (told({"worker": TWO, "ps": TWO}), "TF_CONFIG names a ps: train has workers, and a chief, and no other tasks"),
        (told({"worker": TWO}, "evaluator"), "TF_CONFIG names a evaluator: "),
        (told({"worker": ["10.0.0.1"]}), "TF_CONFIG: '10.0.0.1' is no address: write host:port"),
        (told({"worker": [7]}), "TF_CONFIG: 7 is no address"),
        (told({"worker": TWO}, index=2), "TF_CONFIG: this is worker 2, and the cluster has 2 of them, from 0 on"),
        (told({"worker": TWO}, "chief"), "TF_CONFIG: this is chief 0, and the cluster has 0 of them, from 0 on"),
    ],
)
def test_a_broken_tf_config(tf_config, said):
    assert refusal(tf_config).startswith(said)


def test_one_device_needs_no_strategy(monkeypatch):
    monkeypatch.setenv("TF_CONFIG", told({"worker": TWO[:1]}))
    for strategy in ("auto", "one"):
        team = choose_team(strategy)
        assert (team.replicas, team.workers, team.is_chief) == (1, 1, True)


@pytest.mark.parametrize(
    ("strategy", "said"),
    [
        ("tpu", "--strategy tpu: choose auto, one, mirrored, multiworker"),
        ("multiworker", "--strategy multiworker: TF_CONFIG names no other worker; it looks like {"),
        ("mirrored", "--strategy mirrored: TensorFlow uses one CPU here: leave --strategy out"),
    ],
)
def test_a_strategy_that_cannot_be(strategy, said, monkeypatch):
    monkeypatch.delenv("TF_CONFIG", raising=False)
    with pytest.raises(InputError) as refused:
        choose_team(strategy)
    assert str(refused.value).startswith(said)


def test_alone_one_agrees_with_oneself():
    assert ALONE.agree(True, 1.5) == (True, 1.5)
    assert ALONE.agree(False, 0.5) == (False, 0.5)
    ALONE.check_same("--data", [1, 2])
