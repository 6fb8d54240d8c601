import json
import pathlib
import shutil

import numpy as np
import pytest
import yaml

from lineart_colorizer import train as module
from tests.lineart_colorizer.runs import as_command, failure, options

LOG_4 = 1.386294
SCORES = ("right", "rare", "palette", "bleed", "paper", "l1", "psnr", "ssim", "lab", "chroma")


# What a run leaves


def test_the_run_s_folder(trained):
    run = trained.run
    assert run.path == pathlib.Path(trained.settings.run.models) / "straight"
    assert run.read_settings() == trained.settings
    assert yaml.safe_load(run.settings_file.read_text())["filters"] == 2
    assert sorted(path.name for path in run.checkpoints.iterdir()) == ["step-0000002", "step-0000004"]
    assert sorted(path.name for path in run.samples.iterdir()) == [f"step-000000{step}.png" for step in (1, 2, 3, 4)]
    assert [path.name for path in run.export.iterdir()] == ["1"]
    assert (run.export / "1" / "saved_model.pb").exists()
    assert run.is_finished


def test_what_it_says(trained):
    lines = trained.said.splitlines()
    run, settings = trained.run, trained.settings
    assert lines[0].startswith("device: CPU (")
    assert lines[0].endswith(", float32, no XLA")
    assert lines[1] == f"data: 9 training and 3 validation pairs of 32 px in {settings.data.data}"
    assert lines[2] == f"run: straight; writes to {run.path} and {trained.logs}"
    assert lines[3] == "cache: 0 MB of decoded pictures stay in memory"
    assert lines[4] == "objective nonsaturating"
    assert any(line.startswith("step 4  ") and " steps/s  " in line and " images/s  " in line and " left  " in line for line in lines)
    assert any(line.startswith("step 4  validation: ") and " psnr " in line for line in lines)
    assert lines[-4] == f"run straight is finished: 4 steps, 8 images. Exported to {run.export / '1'}. Next:"


def test_it_ends_with_the_three_commands_to_go_on_with(trained):
    assert trained.said.splitlines()[-3:] == [
        f"  tensorboard --logdir {trained.settings.run.logs}",
        f"  python -m lineart_colorizer.colorize DRAWING.png --model {trained.run.path}",
        f"  python -m lineart_colorizer.export --model {trained.run.path} --out served/straight",
    ]


# TensorBoard


@pytest.mark.parametrize(
    "tag",
    [
        "generator/l1", "generator/palette", "generator/adversarial", "generator/total", "critic/adversarial", "critic/total",
        "critic/logit_real", "critic/logit_fake", "gradient_norm/generator", "gradient_norm/critic",
        "learning_rate/generator", "learning_rate/critic", "progress/images_seen", "progress/critic_updates",
    ],
)  # fmt: skip
def test_scalars_at_every_step(trained, read_events, tag):
    written = read_events(trained.logs).scalars(tag)
    assert [step for step, _ in written] == [1, 2, 3, 4]
    assert np.isfinite([value for _, value in written]).all()


def test_terms_are_unweighted_and_the_total_is_weighted(trained, read_events):
    events, objective = read_events(trained.logs), trained.settings.objective
    l1, palette, adversarial, naming, total = (
        np.array(events.scalars(f"generator/{name}"))[:, 1] for name in ("l1", "palette", "adversarial", "naming", "total")
    )
    weighted = objective.reconstruction_weight * l1 + objective.palette_weight * palette + objective.adversarial_weight * adversarial
    weighted += objective.naming_weight * naming
    assert total == pytest.approx(weighted, rel=1e-4)
    assert (l1 < 2.0).all()


def test_learning_rates_counts_and_speed(trained, read_events):
    events = read_events(trained.logs)
    assert events.scalars("learning_rate/critic")[0][1] == pytest.approx(2e-4)
    assert events.scalars("learning_rate/generator")[0][1] == pytest.approx(2e-4 * trained.settings.objective.generator_rate)
    assert events.scalars("progress/images_seen") == [(1, 2), (2, 4), (3, 6), (4, 8)]
    assert events.scalars("progress/critic_updates") == [(1, 1), (2, 2), (3, 3), (4, 4)]
    steps, images = (np.array(events.scalars(f"speed/{name}_per_second")) for name in ("steps", "images"))
    assert steps[:, 0].tolist() == [2, 3, 4]
    assert (steps[:, 1] > 0).all()
    assert images[:, 1] == pytest.approx(2 * steps[:, 1], rel=1e-5)


def test_the_critic_s_loss_lies_beside_log_4(trained, read_events):
    events = read_events(trained.logs / "reference")
    assert events.tags == {"critic/adversarial"}
    assert [step for step, _ in events.scalars("critic/adversarial")] == [1, 2, 3, 4]
    assert [value for _, value in events.scalars("critic/adversarial")] == pytest.approx([LOG_4] * 4, abs=1e-6)


def test_picture_grids_of_fixed_drawings_and_of_the_fresh_batch(trained, read_events):
    from lineart_colorizer.monitoring.grids import CAPTION_HEIGHT, GAP

    events, cell = read_events(trained.logs), 32 + GAP
    for tag, rows in (("pictures/validation", 2), ("pictures/training", 1)):  # 3 validation pairs there are, 2 in a batch
        grids = events.pictures(tag)
        assert [step for step, _ in grids] == [1, 2, 3, 4]
        assert grids[0][1].shape == (CAPTION_HEIGHT + rows * cell, 8 * cell, 3)
    (_, first), *_, (_, last) = events.pictures("pictures/validation")
    lines, hints, truth = ((slice(CAPTION_HEIGHT, None), slice(i * cell, (i + 1) * cell)) for i in (0, 1, 3))
    for same in (lines, hints, truth):
        assert np.array_equal(first[same], last[same])
    assert not np.array_equal(first, last)


def test_validation_scores(trained, read_events):
    events = read_events(trained.logs)
    found = {tag.removeprefix("validation/") for tag in events.tags if tag.startswith("validation/")}
    assert (
        {"palette", "bleed", "paper", "l1", "psnr", "ssim", "lab", "chroma"}
        <= found
        <= {*SCORES, "bleed_true", "hue", "lines", "ms_ssim", "ciede2000"}
    )
    steps = [step for step, _ in events.scalars("validation/l1")]
    assert steps == [1, 2, 3, 4, 4]  # on the way, and over all pictures at the end
    assert all(0 < value < 1 for _, value in events.scalars("validation/l1"))


def test_settings_as_text_and_hparams(trained, read_events):
    events = read_events(trained.logs)
    ((_, table),) = events.texts("settings")
    assert "| objective | nonsaturating |" in table
    assert "| batch | 2 |" in table
    assert events.texts("objective") == [(0, "from step 0: **nonsaturating**")]
    assert "_hparams_/session_start_info" in events.plugin_tags("hparams")


# Going on


def test_a_finished_run_says_so_and_is_done(trained, monkeypatch, capsys):
    before = sorted(path.name for path in trained.run.path.rglob("*"))
    code, said, _ = as_command(monkeypatch, capsys, *options(trained.settings))
    assert code == 0
    assert "run straight is finished at step 4: nothing to do (--steps or --minutes goes further)\n" in said
    assert sorted(path.name for path in trained.run.path.rglob("*")) == before


def test_a_schedule_changes_the_objective_on_the_way(tiny_settings, sit, eagerly, tmp_path, read_events):
    with eagerly():
        sitting = sit(tiny_settings(tmp_path, schedule="nonsaturating:2,wgan:1", steps=None, image_seconds=1e9), exports=False)
    assert sitting.run.name == f"{pathlib.Path(sitting.settings.data.data).name}-paired-nonsaturating-wgan-1"
    assert "objective nonsaturating\n" in sitting.said
    assert "step 2: objective wgan, with fresh optimizers\n" in sitting.said
    events = read_events(sitting.logs)
    assert events.texts("objective") == [(0, "from step 0: **nonsaturating**"), (2, "from step 2: **wgan**")]
    assert events.scalars("progress/critic_updates") == [(1, 1), (2, 2), (3, 7)]
    assert [step for step, _ in events.scalars("critic/wasserstein")] == [3]
    assert [step for step, _ in read_events(sitting.logs / "reference").scalars("critic/adversarial")] == [1, 2]
    assert events.scalars("learning_rate/critic") == [(1, pytest.approx(2e-4)), (2, pytest.approx(2e-4)), (3, pytest.approx(5e-5))]


# How long


# Bad input


def test_failures_are_one_line_and_code_1(tiny_settings, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "torn").mkdir()
    (tmp_path / "torn" / "a.png").write_text("no picture")
    cases = {
        "error: --size 100: the network needs a multiple of 32, such as 96\n": {"size": 100},
        "error: unknown objective 'began': choose one of dcgan, nonsaturating, kl, wgan, wgan-gp, lsgan, hinge\n": {"objective": "began"},
        "error: no such folder: nowhere\n": {"data": "nowhere"},
        "error: none of 1 pictures in torn can be used (the first: a.png: not a picture this program reads "
        "(PNG, JPEG, WEBP, BMP, GIF, TIFF, PSD))\n": {"data": "torn"},
    }
    for said, changed in cases.items():
        assert failure(monkeypatch, capsys, tiny_settings(tmp_path, **changed)) == said
    assert not (tmp_path / "models").exists()
    assert not (tmp_path / "logs").exists()


def test_a_data_set_of_another_schema_version(dataset, tiny_settings, tmp_path, monkeypatch, capsys):
    old = tmp_path / "old"
    shutil.copytree(dataset.folder, old)
    (old / "dataset.json").write_text(json.dumps(json.loads((old / "dataset.json").read_text()) | {"schema_version": 99}))
    said = failure(monkeypatch, capsys, tiny_settings(tmp_path, data=str(old)))
    assert said == f"error: {old / 'dataset.json'} has schema version 99, this program reads 1: prepare the pictures again\n"


def test_fewer_pictures_than_a_batch(dataset, tiny_settings, tmp_path, monkeypatch, capsys):
    said = failure(monkeypatch, capsys, tiny_settings(tmp_path, batch=10))
    assert said == f"error: {dataset.folder} has 9 training pairs, fewer than a --batch of 10\n"


def test_a_run_s_name_with_other_settings(trained, tiny_settings, monkeypatch, capsys):
    folder = pathlib.Path(trained.settings.run.models).parent
    said = failure(monkeypatch, capsys, tiny_settings(folder, run="straight", objective="wgan", batch=3))
    assert said == (
        "error: run straight exists with other settings (batch: 2, not 3; objective: nonsaturating, not wgan): "
        "give them, or another --run\n"
    )
    assert trained.run.read_settings() == trained.settings


def test_help_is_0_and_an_unknown_option_2(monkeypatch, capsys):
    code, said, _ = as_command(monkeypatch, capsys, "--help")
    assert code == 0
    assert "--objective" in said
    code, _, error = as_command(monkeypatch, capsys, "--frobnicate", "3")
    assert code == 2
    assert "frobnicate" in error


def test_interrupted_is_75(monkeypatch, capsys, tiny_settings, tmp_path):
    def interrupt(settings):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "train", interrupt)
    code, _, error = as_command(monkeypatch, capsys, *options(tiny_settings(tmp_path)))
    assert code == 75
    assert error == "interrupted: the same command goes on\n"
