"""The manifests in deploy/ say what `train` takes."""

import pathlib

import yaml

from lineart_colorizer.checks import checked
from lineart_colorizer.command_line import parse_settings

MANIFEST = pathlib.Path(__file__).parents[1] / "deploy" / "tfjob.yaml"


def test_the_command_line_of_the_tfjob_is_one_of_train():
    claim, job = yaml.safe_load_all(MANIFEST.read_text("utf-8"))
    assert (job["apiVersion"], job["kind"]) == ("kubeflow.org/v1", "TFJob")
    workers = job["spec"]["tfReplicaSpecs"]["Worker"]
    (container,) = workers["template"]["spec"]["containers"]
    assert container["name"] == "tensorflow"  # Kubeflow sets TF_CONFIG in this one alone
    assert container["command"] == ["python", "-m", "lineart_colorizer.train"]
    settings = checked(parse_settings(container["args"]))
    assert settings.run.strategy == "multiworker"
    assert settings.data.batch % workers["replicas"] == 0
    (volume,) = workers["template"]["spec"]["volumes"]
    assert volume["persistentVolumeClaim"]["claimName"] == claim["metadata"]["name"]
    (mount,) = container["volumeMounts"]
    for folder in (settings.data.data, settings.run.models, settings.run.logs):
        assert folder.startswith(mount["mountPath"] + "/")
