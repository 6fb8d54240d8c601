"""The manifests in deploy/ say what `train` takes and what docs/serving.md says."""

import configparser
import pathlib

import yaml

from lineart_colorizer.checks import checked
from lineart_colorizer.command_line import parse_settings

ROOT = pathlib.Path(__file__).parents[1]
MANIFEST, SERVING = ROOT / "deploy" / "tfjob.yaml", ROOT / "deploy" / "serving.yaml"


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


def test_servers_watch_the_volume_and_are_reached_where_the_docs_say():
    claim, deployment, service = yaml.safe_load_all(SERVING.read_text("utf-8"))
    assert [each["kind"] for each in (claim, deployment, service)] == ["PersistentVolumeClaim", "Deployment", "Service"]
    template = deployment["spec"]["template"]
    labels = template["metadata"]["labels"]
    assert deployment["spec"]["selector"]["matchLabels"] == service["spec"]["selector"] == labels
    (container,) = template["spec"]["containers"]
    (volume,), (mount,) = template["spec"]["volumes"], container["volumeMounts"]
    assert volume["persistentVolumeClaim"]["claimName"] == claim["metadata"]["name"]
    assert mount["name"] == volume["name"]
    options = dict(option.removeprefix("--").split("=") for option in container["args"])
    assert options["model_base_path"].startswith(mount["mountPath"] + "/")
    ports = {port["name"]: str(port["containerPort"]) for port in container["ports"]}
    assert ports == {"grpc": options["port"], "rest": options["rest_api_port"]}
    assert {port["targetPort"]: str(port["port"]) for port in service["spec"]["ports"]} == ports
    probe = container["readinessProbe"]["httpGet"]
    assert (probe["path"], probe["port"]) == (f"/v1/models/{options['model_name']}/metadata", "rest")
    docs = (ROOT / "docs" / "serving.md").read_text("utf-8")
    for said in (f"service/{service['metadata']['name']}", f"localhost:{ports['grpc']}", f"localhost:{ports['rest']}/v1/models/colorizer"):
        assert said in docs
    assert options["model_base_path"] == "/models/colorizer"


def test_the_tfjob_s_image_is_one_with_cuda_and_is_built_as_its_head_says():
    _, job = yaml.safe_load_all(MANIFEST.read_text("utf-8"))
    (container,) = job["spec"]["tfReplicaSpecs"]["Worker"]["template"]["spec"]["containers"]
    assert container["resources"]["limits"] == {"nvidia.com/gpu": 1}
    assert checked(parse_settings(container["args"])).run.device == "gpu"
    build = f"docker build -f deploy/service/Dockerfile --build-arg EXTRAS=gpu -t {container['image']} .\n"
    for page in (MANIFEST, ROOT / "docs" / "cluster.md"):
        assert build in page.read_text("utf-8")
    dockerfile = (ROOT / "deploy" / "service" / "Dockerfile").read_text("utf-8")
    assert "ARG EXTRAS=serve\n" in dockerfile
    assert '".[${EXTRAS}]"' in dockerfile
    extras = configparser.ConfigParser()
    extras.read(ROOT / "setup.cfg", "utf-8")
    assert {"serve", "gpu"} <= set(extras["options.extras_require"])


def test_both_manifests_serve_by_the_same_tensorflow_serving():
    _, deployment, _ = yaml.safe_load_all(SERVING.read_text("utf-8"))
    compose = yaml.safe_load((ROOT / "deploy" / "service" / "compose.yaml").read_text("utf-8"))
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    assert container["image"] == compose["services"]["serving"]["image"]
