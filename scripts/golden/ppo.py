"""Writes what PyTorch computes for PPO's quantities and for AdamW on small numbers, for TrainingTests to compare with.

    PYTHONPATH=.deps/python python scripts/golden/ppo.py

`ppo_updates.py` beside this does so for whole updates. Everything is computed in float64; a float32 implementation should agree to about 1e-6. Two files go to
Tests/TrainingTests/Goldens/:

ppo.json     settings, and two cases, `by_hand` and `drawn`. A case is a list of episodes and the batch's losses:
               episodes[]            solved: whether all tests passed
                 turns[]             valid: whether the answer held valid code; value_old: V(c_t) when it was sampled;
                                     value_new: V(c_t) now
                                     -> kl, reward, return, advantage, normalised_advantage, value_gradient
                   tokens[]          id; logits: of the policy now, before this token; log_old: log-probability when it was
                                     sampled; log_reference: under the initial policy
                                     -> log_new, ratio, log_new_gradient, logits_gradient
               advantage_deviation, policy_loss, value_loss, total_loss; clipped_fraction: share of tokens whose ratio is
               further than the clip from 1
             What stands behind an arrow is expected; the rest is given. Gradients are of total_loss.

adamw.json   settings; parameters before; steps[], each with the gradients given, their global norm before clipping, the
             learning rate of the step, and the parameters after it. `matrix` decays, `vector` does not.

The formulas (arXiv 2410.02089; gamma is 1)

    kl_t        = mean over the turn's tokens of (log_old - log_reference)
    reward_t    = pass or fail at the last turn, plus invalid at each turn without valid code, minus kl_coefficient * kl_t
    return_t    = sum of reward_i for i >= t
    advantage_t = return_t - value_old_t, the same for all tokens of the turn;
                  normalised: / (sample standard deviation over the batch's turns + advantage_epsilon), no mean subtracted
    policy_loss = - mean over tokens of min(ratio * A, clip(ratio, 1 - policy_clip, 1 + policy_clip) * A)
    value_loss  = mean over turns of 1/2 max((V - return)^2, (clip(V, V_old - value_clip, V_old + value_clip) - return)^2)
    total_loss  = policy_loss + value_coefficient * value_loss

The case by_hand, which a reader can follow with a pencil

    Episode 1 is solved in its second turn; episode 2 ends unsolved after one turn without valid code.

    turn   tokens' log_old - log_reference   kl    reward                       return   V_old    advantage
    1.1    0.2, 0.0                          0.1   0 - 0.05 * 0.1 = -0.005       0.985    0.285    0.7
    1.2    0.2                               0.2   1 - 0.05 * 0.2 =  0.99        0.99     0.89     0.1
    2.1    0.1, -0.1                         0     -1 - 0.2       = -1.2        -1.2     -0.7     -0.5

    The advantages lie 0.6 apart around 0.1, so their sample standard deviation is 0.6, and they are divided by 0.6001.

    Old probabilities are all 1/2; the new ones are 0.5, 0.65 | 0.55 | 0.35, 0.65, so the ratios are 1, 1.3 | 1.1 | 0.7, 1.3.
    1.3 with a positive advantage counts as 1.2, and 0.7 with a negative one as 0.8 (neither has a gradient); 1.3 with a
    negative advantage counts in full:
      policy_loss = -((1 + 1.2) * 0.7 + 1.1 * 0.1 - (0.8 + 1.3) * 0.5) / 0.6001 / 5 = -0.6 / 0.6001 / 5 = -0.19997
    The gradient for an unclipped token's log_new is -ratio * A / 5: -0.23329, 0 | -0.03666 | 0, 0.21663.

    Values move from 0.285 to 0.585, from 0.89 to 0.79, from -0.7 to -1.0. The first and last are clipped, to 0.485 and -0.9,
    and their larger error is the clipped one: 0.5^2, 0.2^2, 0.3^2.
      value_loss = 1/2 * (0.25 + 0.04 + 0.09) / 3 = 0.06333,   total_loss = -0.19997 + 0.5 * 0.06333 = -0.16830
    Only the second value has a gradient: 0.5 * (0.79 - 0.99) / 3 = -0.03333.
"""

import json
import math
import pathlib
import random

import torch

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "Tests/TrainingTests/Goldens"

SETTINGS = {"pass": 1.0, "fail": -1.0, "invalid": -0.2, "kl_coefficient": 0.05, "policy_clip": 0.2, "value_clip": 0.2,
            "value_coefficient": 0.5, "advantage_epsilon": 1e-4}


def by_hand() -> list[dict]:
    def token(new: float, kl: float) -> dict:
        return {"id": 0, "logits": [math.log(new), math.log(1 - new)], "log_old": math.log(0.5),
                "log_reference": math.log(0.5) - kl}

    return [
        {"solved": True, "turns": [
            {"valid": True, "value_old": 0.285, "value_new": 0.585, "tokens": [token(0.5, 0.2), token(0.65, 0.0)]},
            {"valid": True, "value_old": 0.89, "value_new": 0.79, "tokens": [token(0.55, 0.2)]}]},
        {"solved": False, "turns": [
            {"valid": False, "value_old": -0.7, "value_new": -1.0, "tokens": [token(0.35, 0.1), token(0.65, -0.1)]}]},
    ]


def drawn(seed: int) -> list[dict]:
    """Eight episodes of one to three turns, one to six tokens a turn, seven logits a token."""
    draw = random.Random(seed)

    def number(spread: float) -> float:
        return round(draw.gauss(0, spread), 3)

    def token() -> dict:
        logits = [number(1.0) for _ in range(7)]
        identifier = draw.randrange(7)
        new = logits[identifier] - math.log(sum(math.exp(x) for x in logits))
        old = round(min(new + number(0.25), -0.01), 3)
        return {"id": identifier, "logits": logits, "log_old": old, "log_reference": round(min(old + number(0.3), -0.01), 3)}

    def turn(valid: bool) -> dict:
        old = number(0.6)
        return {"valid": valid, "value_old": old, "value_new": round(old + number(0.3), 3),
                "tokens": [token() for _ in range(draw.randint(1, 6))]}

    episodes = []
    for index in range(8):
        turns = [turn(draw.random() > 0.3) for _ in range(index % 3 + 1)]
        episodes.append({"solved": turns[-1]["valid"] and index % 2 == 0, "turns": turns})
    return episodes


def fill_in(episodes: list[dict]) -> dict:
    """Adds the expected numbers to the episodes given."""
    s = SETTINGS
    for episode in episodes:
        after = 0.0
        for turn in reversed(episode["turns"]):
            tokens = turn["tokens"]
            turn["kl"] = sum(t["log_old"] - t["log_reference"] for t in tokens) / len(tokens)
            reward = -s["kl_coefficient"] * turn["kl"] + (0.0 if turn["valid"] else s["invalid"])
            if turn is episode["turns"][-1]:
                reward += s["pass"] if episode["solved"] else s["fail"]
            after += reward
            turn["reward"], turn["return"], turn["advantage"] = reward, after, after - turn["value_old"]

    turns = [turn for episode in episodes for turn in episode["turns"]]
    deviation = torch.tensor([turn["advantage"] for turn in turns], dtype=torch.float64).std().item()
    for turn in turns:
        turn["normalised_advantage"] = turn["advantage"] / (deviation + s["advantage_epsilon"])

    tokens = [(token, turn) for turn in turns for token in turn["tokens"]]
    logits = torch.tensor([t["logits"] for t, _ in tokens], dtype=torch.float64, requires_grad=True)
    ids = torch.tensor([t["id"] for t, _ in tokens])
    log_new = torch.log_softmax(logits, dim=-1).gather(1, ids[:, None]).squeeze(1)
    log_new.retain_grad()
    log_old = torch.tensor([t["log_old"] for t, _ in tokens], dtype=torch.float64)
    advantage = torch.tensor([turn["normalised_advantage"] for _, turn in tokens], dtype=torch.float64)
    ratio = (log_new - log_old).exp()
    clip = s["policy_clip"]
    clipped = ratio.clamp(1 - clip, 1 + clip)
    policy_loss = -torch.minimum(ratio * advantage, clipped * advantage).mean()

    value = torch.tensor([turn["value_new"] for turn in turns], dtype=torch.float64, requires_grad=True)
    value_old = torch.tensor([turn["value_old"] for turn in turns], dtype=torch.float64)
    returns = torch.tensor([turn["return"] for turn in turns], dtype=torch.float64)
    near = value_old + (value - value_old).clamp(-s["value_clip"], s["value_clip"])
    value_loss = 0.5 * torch.maximum((value - returns) ** 2, (near - returns) ** 2).mean()

    total = policy_loss + s["value_coefficient"] * value_loss
    total.backward()

    for row, (token, _) in enumerate(tokens):
        token["log_new"], token["ratio"] = log_new[row].item(), ratio[row].item()
        token["log_new_gradient"] = log_new.grad[row].item()
        token["logits_gradient"] = logits.grad[row].tolist()
    for row, turn in enumerate(turns):
        turn["value_gradient"] = value.grad[row].item()
    return {"episodes": episodes, "advantage_deviation": deviation, "policy_loss": policy_loss.item(),
            "value_loss": value_loss.item(), "total_loss": total.item(),
            "clipped_fraction": ((ratio - 1).abs() > clip).double().mean().item()}


def check_every_branch(case: dict) -> None:
    """A case that never clips would prove nothing about clipping."""
    turns = [turn for episode in case["episodes"] for turn in episode["turns"]]
    tokens = [(t["ratio"], turn["advantage"], t["log_new_gradient"]) for turn in turns for t in turn["tokens"]]
    branches = {
        "ratio over the clip, advantage positive": any(r > 1.2 and a > 0 and g == 0 for r, a, g in tokens),
        "ratio over the clip, advantage negative": any(r > 1.2 and a < 0 and g != 0 for r, a, g in tokens),
        "ratio under the clip, advantage positive": any(r < 0.8 and a > 0 and g != 0 for r, a, g in tokens),
        "ratio under the clip, advantage negative": any(r < 0.8 and a < 0 and g == 0 for r, a, g in tokens),
        "ratio within the clip": any(0.8 < r < 1.2 and g != 0 for r, a, g in tokens),
        "value clipped, without a gradient": any(turn["value_gradient"] == 0 for turn in turns),
        "value far off, with a gradient": any(
            abs(turn["value_new"] - turn["value_old"]) > 0.2 and turn["value_gradient"] != 0 for turn in turns),
        "a turn without valid code before the last": any(
            not turn["valid"] for episode in case["episodes"] for turn in episode["turns"][:-1]),
    }
    absent = [name for name, present in branches.items() if not present]
    assert not absent, f"the drawn case lacks: {absent}; choose another seed"


def adamw() -> dict:
    settings = {"learning_rate": 0.01, "beta1": 0.9, "beta2": 0.95, "epsilon": 1e-8, "weight_decay": 0.1,
                "gradient_clip": 1.0, "warmup_steps": 2, "total_steps": 5, "final_fraction": 0.1,
                "schedule": "learning_rate * step / warmup_steps up to step warmup_steps, from there linearly down to final_fraction "
                            "of it, step from 1; clipping multiplies every gradient by min(1, gradient_clip / (norm + 1e-6))"}
    draw = random.Random(0)

    def numbers(count: int, spread: float) -> list[float]:
        return [round(draw.gauss(0, spread), 3) for _ in range(count)]

    matrix = torch.tensor(numbers(6, 1.0), dtype=torch.float64).view(2, 3).requires_grad_()
    vector = torch.tensor(numbers(2, 1.0), dtype=torch.float64).requires_grad_()
    named = {"matrix": matrix, "vector": vector}
    optimizer = torch.optim.AdamW(
        [{"params": [matrix], "weight_decay": settings["weight_decay"]}, {"params": [vector], "weight_decay": 0.0}],
        lr=settings["learning_rate"], betas=(settings["beta1"], settings["beta2"]), eps=settings["epsilon"], foreach=False)
    before = {name: tensor.detach().tolist() for name, tensor in named.items()}
    steps = []
    for step in range(1, settings["total_steps"] + 1):
        spread = (0.1, 2.0, 0.5, 0.02, 1.0)[step - 1]  # some norms below the clip, some above
        gradients = {"matrix": [numbers(3, spread), numbers(3, spread)], "vector": numbers(2, spread)}
        for name, tensor in named.items():
            tensor.grad = torch.tensor(gradients[name], dtype=torch.float64)
        norm = torch.nn.utils.clip_grad_norm_([matrix, vector], settings["gradient_clip"]).item()
        warmup, total = settings["warmup_steps"], settings["total_steps"]
        factor = step / warmup if step <= warmup else (
            1 - (1 - settings["final_fraction"]) * (step - warmup) / (total - warmup))
        rate = settings["learning_rate"] * factor
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.step()
        steps.append({"gradients": gradients, "norm": norm, "learning_rate": rate,
                      "after": {name: tensor.detach().tolist() for name, tensor in named.items()}})
    assert any(s["norm"] > 1 for s in steps) and any(s["norm"] < 1 for s in steps)
    return {"settings": settings, "parameters": before, "steps": steps}


def main() -> None:
    torch.set_num_threads(1)
    hand, random_case = fill_in(by_hand()), fill_in(drawn(seed=1))
    for got, expected in (  # the docstring's arithmetic
        (hand["advantage_deviation"], 0.6), (hand["policy_loss"], -0.6 / 0.6001 / 5), (hand["value_loss"], 0.19 / 3),
        (hand["total_loss"], -0.6 / 0.6001 / 5 + 0.095 / 3), (hand["episodes"][0]["turns"][1]["value_gradient"], -0.1 / 3),
    ):
        assert abs(got - expected) < 1e-12, (got, expected)
    check_every_branch(random_case)
    GOLDENS.mkdir(parents=True, exist_ok=True)
    for name, contents in (("ppo", {"settings": SETTINGS, "by_hand": hand, "drawn": random_case}), ("adamw", adamw())):
        (GOLDENS / f"{name}.json").write_text(json.dumps(contents, indent=1) + "\n")


if __name__ == "__main__":
    main()
