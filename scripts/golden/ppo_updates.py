"""Writes what whole updates of PPO come to in PyTorch, for TrainingTests to compare with.

    PYTHONPATH=.deps/python python scripts/golden/ppo_updates.py

One small Llama-architecture model, written here a second time and computed in float64, learns from fixed episodes under several settings: every
advantage, both kinds of critic, a window, several epochs and minibatches, gradients clipped together and apart. Each turn is computed by
itself from its whole context. Tests/TrainingTests/Goldens/ppo_updates.json gets, for each setting:

  settings    by the names that scripts use; `group` and `window` are the environment's
  updates[]   episodes[] as they were played (turns with prompt, answer, log_probs, value, reward)
              -> kl, policy_loss, value_loss, kl_loss, entropy, clip_fraction, gradient_norm, advantage_deviation, explained_variance, learning_rate,
                 and values: V_old of each turn as the record is to have it
  policy, critic   every seventh number of the parameters at the end, in the order of `parameter_names` joined; critic is null unless separate

Numbers to start from follow from `start`: both sides compute them. A float32 implementation should agree to a few 1e-6.
"""

import json
import math
import pathlib
import random

import torch

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "Tests/TrainingTests/Goldens"
VOCABULARY, WIDTH, FFN, HEADS, KV_HEADS, HEAD_DIM, THETA, EPSILON = 24, 16, 24, 2, 1, 16, 10_000.0, 1e-5
SHAPES = {  # as `LlamaForCausalLM` calls them, in the order of Assay's parameters; embeddings are tied
    "model.embed_tokens.weight": (VOCABULARY, WIDTH),
    "model.layers.0.input_layernorm.weight": (WIDTH,),
    "model.layers.0.self_attn.q_proj.weight": (HEADS * HEAD_DIM, WIDTH),
    "model.layers.0.self_attn.k_proj.weight": (KV_HEADS * HEAD_DIM, WIDTH),
    "model.layers.0.self_attn.v_proj.weight": (KV_HEADS * HEAD_DIM, WIDTH),
    "model.layers.0.self_attn.o_proj.weight": (WIDTH, HEADS * HEAD_DIM),
    "model.layers.0.post_attention_layernorm.weight": (WIDTH,),
    "model.layers.0.mlp.gate_proj.weight": (FFN, WIDTH),
    "model.layers.0.mlp.up_proj.weight": (FFN, WIDTH),
    "model.layers.0.mlp.down_proj.weight": (WIDTH, FFN),
    "model.norm.weight": (WIDTH,),
}
BASE = {"episodes": 8, "epochs": 2, "minibatches": 2, "learning_rate": 2e-3, "value_learning_rate": 5e-3, "weight_decay": 0.1,
        "weight_decay_on": "matrices", "warmup": 2, "final": 0.1, "clip": 0.2, "value_clip": 0.2, "value_coefficient": 0.5,
        "kl": 0.05, "gradient_clip": 1.5, "gradient_clip_over": None, "advantage": "turn_value", "lambda": 1.0,
        "normalize": None, "critic": None, "kl_in": "reward", "seed": 7, "group": 1, "window": None}
CASES = {
    "separate critic": {"critic": "separate"},
    "separate critic, clipped together, all decays": {
        "critic": "separate", "gradient_clip_over": "all", "weight_decay_on": "all", "window": 1},
    "shared critic, clipped apart": {"critic": "shared", "gradient_clip_over": "each", "normalize": False},
    "token value": {"advantage": "token_value", "lambda": 0.9, "critic": "separate", "window": 1},
    "token value of a shared trunk": {"advantage": "token_value"},
    "group": {"advantage": "group", "group": 4},
    "group without deviation": {"advantage": "group", "group": 2, "normalize": False},
    "leave one out": {"advantage": "leave_one_out", "group": 4},
    "none": {"advantage": "none", "normalize": True},
    "group with the divergence in the loss": {"advantage": "group", "group": 4, "kl_in": "loss", "kl": 0.3},
    "a critic and the divergence in the loss": {"kl_in": "loss", "kl": 0.3, "window": 1},
}


def start(tensor: int, shape: tuple) -> torch.Tensor:
    """The numbers of a tensor before training: waves, one frequency a tensor."""
    count = math.prod(shape)
    if len(shape) == 1:
        return torch.tensor([1 + 0.1 * math.sin(0.9 * i + tensor) for i in range(count)], dtype=torch.float64)
    scale = 1.2 / math.sqrt(shape[1])
    return torch.tensor([scale * math.sin((1.3 + 0.11 * tensor) * i + 0.4 * i * i) for i in range(count)],
                        dtype=torch.float64).view(shape)


class Model:
    def __init__(self) -> None:
        self.p = {name: start(i, shape).requires_grad_() for i, (name, shape) in enumerate(SHAPES.items())}
        self.head = start(len(SHAPES), (1, WIDTH)).requires_grad_()
        self.bias = torch.tensor([0.1], dtype=torch.float64).requires_grad_()

    def copy(self) -> "Model":
        other = Model()
        with torch.no_grad():
            for name in self.p:
                other.p[name].copy_(self.p[name])
            other.head.copy_(self.head)
            other.bias.copy_(self.bias)
        return other

    def states(self, tokens: list[int]) -> torch.Tensor:
        """`[tokens, width]` after the last norm."""
        def norm(x, weight):
            return x / torch.sqrt((x * x).mean(-1, keepdim=True) + EPSILON) * weight

        p, n, prefix = self.p, len(tokens), "model.layers.0."
        half = HEAD_DIM // 2
        angles = torch.arange(n, dtype=torch.float64)[:, None] * THETA ** (-torch.arange(half, dtype=torch.float64) * 2 / HEAD_DIM)
        cos, sin = angles.cos(), angles.sin()

        def rotate(x):  # [n, head_dim]
            a, b = x[:, :half], x[:, half:]
            return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)

        x = p["model.embed_tokens.weight"][tokens]
        y = norm(x, p[prefix + "input_layernorm.weight"])
        q, k, v = (y @ p[prefix + f"self_attn.{which}_proj.weight"].T for which in "qkv")
        mask = torch.full((n, n), -math.inf, dtype=torch.float64).triu(1)
        heads = []
        for head in range(HEADS):
            shared = head // (HEADS // KV_HEADS)
            qh = rotate(q[:, head * HEAD_DIM:(head + 1) * HEAD_DIM])
            kh = rotate(k[:, shared * HEAD_DIM:(shared + 1) * HEAD_DIM])
            vh = v[:, shared * HEAD_DIM:(shared + 1) * HEAD_DIM]
            heads.append(torch.softmax(qh @ kh.T / math.sqrt(HEAD_DIM) + mask, -1) @ vh)
        x = x + torch.cat(heads, -1) @ p[prefix + "self_attn.o_proj.weight"].T
        y = norm(x, p[prefix + "post_attention_layernorm.weight"])
        gated = torch.nn.functional.silu(y @ p[prefix + "mlp.gate_proj.weight"].T) * (y @ p[prefix + "mlp.up_proj.weight"].T)
        x = x + gated @ p[prefix + "mlp.down_proj.weight"].T
        return norm(x, p["model.norm.weight"])

    def turn(self, context: list[int], answer: list[int]):
        """Log-probabilities and entropies of the answer's tokens, and the states before each of them."""
        states = self.states(context + answer)[len(context) - 1:-1]
        logs = torch.log_softmax(states @ self.p["model.embed_tokens.weight"].T, -1)
        return logs[range(len(answer)), answer], -(logs.exp() * logs).sum(-1), states

    def values(self, states: torch.Tensor) -> torch.Tensor:
        return (states @ self.head.T).squeeze(-1) + self.bias

    @property
    def trunk(self) -> list[torch.Tensor]:
        return list(self.p.values())

    def sampled_parameters(self, with_head: bool) -> list[float]:
        numbers = torch.cat([x.detach().flatten() for x in self.trunk + ([self.head, self.bias] if with_head else [])])
        return [float(f"{x:.8g}") for x in numbers[::7].tolist()]


def context(episode: dict, turn: int, window) -> list[int]:
    turns, kept = episode["turns"], 0 if window is None else max(0, turn - window)
    tokens = list(turns[0]["prompt"])
    for i in range(kept, turn):
        tokens += turns[i]["answer"] + turns[i + 1]["prompt"]
    return tokens


def philox_permutation(seed: int, update: int, episode: int, count: int) -> list[int]:
    """Assay's order of an update's episodes: Philox4x32-10 keyed by (seed, purpose 5, update, epoch), then Fisher and Yates."""
    mask = 0xFFFFFFFF

    def block(index: int) -> list[int]:
        c, k = [index, 5 << 16, episode, update], [seed & mask, seed >> 32]
        for _ in range(10):
            a, b = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
            c = [(b >> 32) ^ c[1] ^ k[0], b & mask, (a >> 32) ^ c[3] ^ k[1], a & mask]
            k = [(k[0] + 0x9E3779B9) & mask, (k[1] + 0xBB67AE85) & mask]
        return c

    def words():
        index = 0
        while True:
            c = block(index)
            yield c[1] << 32 | c[0]
            yield c[3] << 32 | c[2]
            index += 1

    stream, order = words(), list(range(count))
    for i in range(count - 1, 0, -1):
        product = next(stream) * (i + 1)  # rejections have a chance of 1e-18
        j = product >> 64
        order[i], order[j] = order[j], order[i]
    return order


def play(draw: random.Random, model: Model, s: dict) -> list[dict]:
    """Episodes of fixed texts, with log-probabilities and values near those of the model now."""
    episodes = []
    for index in range(s["episodes"]):
        turns = []
        for _ in range(index % 3 + 1):
            answer = [draw.randrange(VOCABULARY) for _ in range(draw.randint(1, 5))]
            turns.append({"prompt": [draw.randrange(VOCABULARY) for _ in range(draw.randint(2, 5))], "answer": answer,
                          "reward": draw.choice([0.0, -0.2])})
        turns[-1]["reward"] += draw.choice([1.0, -1.0])
        episode = {"turns": turns}
        with torch.no_grad():
            for t, turn in enumerate(turns):
                logs, _, states = model.turn(context(episode, t, s["window"]), turn["answer"])
                turn["log_probs"] = [round(x + draw.gauss(0, 0.15), 4) for x in logs.tolist()]
                turn["value"] = round(model.values(states)[0].item() + draw.gauss(0, 0.1), 4)
        episodes.append(episode)
    return episodes


def advantages(s: dict, episodes: list[dict], kl: list[list[float]], values: list[list[float]]):
    """One number a token, what the critic is to say, and the deviation; written from the formulas in ppo.py."""
    beta = s["kl"] if s["kl_in"] == "reward" else 0.0
    rewards = [[t["reward"] - beta * k for t, k in zip(e["turns"], ks)] for e, ks in zip(episodes, kl)]
    lengths = [[len(t["answer"]) for t in e["turns"]] for e in episodes]
    kind, size = s["advantage"], s["group"]
    normalize = s["normalize"] if s["normalize"] is not None else kind in ("turn_value", "token_value", "group")

    def deviation(numbers):
        return torch.tensor(numbers, dtype=torch.float64).std().item()

    def spread(steps):  # over the deviation of all steps
        d = deviation([a for e in steps for a in e])
        return [[a / (d + 1e-4) if normalize else a for a in e] for e in steps], d

    returns = [[sum(r[t:]) for t in range(len(r))] for r in rewards]
    if kind in ("turn_value", "none"):
        raw = [[r - v for r, v in zip(rs, vs)] for rs, vs in zip(returns, values)] if kind == "turn_value" else returns
        a, d = spread(raw)
        return [[x for x, n in zip(e, ns) for _ in range(n)] for e, ns in zip(a, lengths)], returns, d
    if kind == "token_value":
        raw, targets = [], []
        for rs, ns, vs in zip(rewards, lengths, values):
            paid = [r if i == n - 1 else 0.0 for r, n in zip(rs, ns) for i in range(n)]
            deltas = [paid[k] + (vs[k + 1] if k + 1 < len(vs) else 0.0) - vs[k] for k in range(len(vs))]
            gae = [sum(s["lambda"] ** (j - k) * deltas[j] for j in range(k, len(vs))) for k in range(len(vs))]
            raw.append(gae)
            targets.append([x + v for x, v in zip(gae, vs)])
        a, d = spread(raw)
        return a, targets, d
    each, centred = [], []
    for first in range(0, len(episodes), size):
        members = range(first, first + size)
        if kind == "leave_one_out":
            totals = [sum(rewards[i]) for i in members]
            each += [x - (sum(totals) - x) / (size - 1) for x in totals]
            continue
        paid = [sum(t["reward"] for t in episodes[i]["turns"]) for i in members]
        penalties = [beta * sum(kl[i]) for i in members]
        scale = deviation(paid) + 1e-4 if normalize else 1.0
        mean, mean_penalty = sum(paid) / size, sum(penalties) / size
        centred += [x - mean for x in paid]
        each += [(x - mean) / scale - (p - mean_penalty) for x, p in zip(paid, penalties)]
    d = deviation(centred if kind == "group" else each)
    if kind == "leave_one_out" and normalize:
        each = [x / (d + 1e-4) for x in each]
    return [[x] * sum(ns) for x, ns in zip(each, lengths)], [], d


def learn(name: str, changes: dict) -> dict:
    s = {**BASE, **changes}
    draw, policy = random.Random(name), Model()
    reference = policy.copy()
    needs = s["advantage"] in ("turn_value", "token_value")
    separate = policy.copy() if s["critic"] == "separate" else None
    valuing = (separate or policy) if needs else None
    critic = ([*separate.trunk] if separate else []) + ([valuing.head, valuing.bias] if needs else [])

    def groups(parameters, rate):
        decays = [x for x in parameters if s["weight_decay_on"] == "all" or x.dim() == 2]
        rest = [x for x in parameters if not any(x is y for y in decays)]
        return [{"params": decays, "lr": rate, "weight_decay": s["weight_decay"], "peak": rate},
                {"params": rest, "lr": rate, "weight_decay": 0.0, "peak": rate}]

    optimizer = torch.optim.AdamW(
        groups(policy.trunk, s["learning_rate"]) + (groups(separate.trunk, s["learning_rate"]) if separate else [])
        + (groups([valuing.head, valuing.bias], s["value_learning_rate"]) if needs else []),
        lr=1.0, betas=(0.9, 0.95), eps=1e-8, foreach=False)
    over = s["gradient_clip_over"] or ("each" if separate else "all")
    updates, total = [], 4
    for update in range(1, total + 1):
        episodes = play(draw, policy, s)
        rate = update / s["warmup"] if update <= s["warmup"] else (
            1 - (1 - s["final"]) * (update - s["warmup"]) / (total - s["warmup"]))
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * rate

        def old_values(e, t, turn):
            if not separate and s["advantage"] == "turn_value":
                return [turn["value"]]
            with torch.no_grad():
                v = valuing.values(valuing.turn(context(e, t, s["window"]), turn["answer"])[2]).tolist()
            return v if s["advantage"] == "token_value" else v[:1]

        with torch.no_grad():
            rho = [[reference.turn(context(e, t, s["window"]), turn["answer"])[0].tolist() for t, turn in enumerate(e["turns"])]
                   for e in episodes]
        kl = [[sum(o - r for o, r in zip(turn["log_probs"], rs)) / len(rs) for turn, rs in zip(e["turns"], each)]
              for e, each in zip(episodes, rho)]
        per_turn = [[old_values(e, t, turn) for t, turn in enumerate(e["turns"])] if needs else [] for e in episodes]
        values = [[v for turn in e for v in turn] for e in per_turn]
        adv, targets, deviation = advantages(s, episodes, kl, values)

        steps = []
        for epoch in range(s["epochs"]):
            order = philox_permutation(s["seed"], update, epoch, len(episodes))
            for m in range(s["minibatches"]):
                part = order[m * len(order) // s["minibatches"]:(m + 1) * len(order) // s["minibatches"]]
                logs, entropies, old, a, now, before, goal, base = [], [], [], [], [], [], [], []
                for i in part:
                    for t, turn in enumerate(episodes[i]["turns"]):
                        l, h, states = policy.turn(context(episodes[i], t, s["window"]), turn["answer"])
                        logs.append(l)
                        entropies.append(h)
                        old += turn["log_probs"]
                        base += rho[i][t]
                        if needs:
                            if separate:
                                states = separate.turn(context(episodes[i], t, s["window"]), turn["answer"])[2]
                            v = valuing.values(states)
                            now.append(v if s["advantage"] == "token_value" else v[:1])
                    a += adv[i]
                    if needs:
                        before += values[i]
                        goal += targets[i]
                a, old = torch.tensor(a, dtype=torch.float64), torch.tensor(old, dtype=torch.float64)
                ratio = (torch.cat(logs) - old).exp()
                c = s["clip"]
                policy_loss = -torch.minimum(ratio * a, ratio.clamp(1 - c, 1 + c) * a).mean()
                loss, value_loss, kl_loss = policy_loss, None, None
                if s["kl_in"] == "loss":  # k3 of http://joschu.net/blog/kl-approx.html
                    r = (torch.tensor(base, dtype=torch.float64) - torch.cat(logs)).exp()
                    kl_loss = (r - 1 - r.log()).mean()
                    loss = loss + s["kl"] * kl_loss
                if needs:
                    now, before, goal = torch.cat(now), torch.tensor(before, dtype=torch.float64), torch.tensor(goal, dtype=torch.float64)
                    near = before + (now - before).clamp(-s["value_clip"], s["value_clip"])
                    value_loss = 0.5 * torch.maximum((now - goal) ** 2, (near - goal) ** 2).mean()
                    loss = loss + s["value_coefficient"] * value_loss
                optimizer.zero_grad()
                loss.backward()
                if over == "each" and critic:
                    torch.nn.utils.clip_grad_norm_(critic, s["gradient_clip"])
                    norm = torch.nn.utils.clip_grad_norm_(policy.trunk, s["gradient_clip"])
                else:
                    norm = torch.nn.utils.clip_grad_norm_(policy.trunk + critic, s["gradient_clip"])
                optimizer.step()
                steps.append({"policy_loss": policy_loss.item(), "value_loss": value_loss.item() if needs else None,
                              "kl_loss": kl_loss.item() if kl_loss is not None else None,
                              "entropy": torch.cat(entropies).mean().item(), "gradient_norm": norm.item(),
                              "clip_fraction": ((ratio - 1).abs() > c).double().mean().item()})
        flat_values, flat_targets = [v for e in values for v in e], [x for e in targets for x in e]
        mean = {k: sum(x[k] for x in steps) / len(steps) if steps[0][k] is not None else None for k in steps[0]}
        kls = [k for e in kl for k in e]
        explained = None
        if needs:
            g = torch.tensor(flat_targets, dtype=torch.float64)
            explained = 1 - ((g - torch.tensor(flat_values, dtype=torch.float64)).var() / g.var()).item()
        updates.append({"episodes": episodes, **mean, "kl": sum(kls) / len(kls), "advantage_deviation": deviation,
                        "explained_variance": explained, "learning_rate": s["learning_rate"] * rate,
                        "values": [turn[0] for e in per_turn for turn in e] if needs else None})
    assert any(u["clip_fraction"] > 0.02 for u in updates), name
    return {"name": name, "settings": s, "updates": updates, "policy": policy.sampled_parameters(needs and not separate),
            "critic": separate.sampled_parameters(True) if separate else None}


def main() -> None:
    torch.set_num_threads(1)
    cases = [learn(name, changes) for name, changes in CASES.items()]
    norms = [u["gradient_norm"] for c in cases for u in c["updates"]]
    assert min(norms) < BASE["gradient_clip"] < max(norms), (min(norms), max(norms))
    (GOLDENS / "ppo_updates.json").write_text(json.dumps(cases, separators=(",", ":")).replace('{"name"', '\n{"name"') + "\n")


if __name__ == "__main__":
    main()
