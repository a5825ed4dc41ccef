"""The other side of `scripts/bench sweep`: a task of hydra that has one parameter and does nothing.

    PYTHONPATH=.deps/bench-sweep python3 scripts/benchmark/empty_task.py --multirun "x=range(1,41)"

As hydra's documentation has it, with its own defaults: the jobs of a sweep run in this process, one after the other, and
each gets a folder with its configuration and its log.
"""

from dataclasses import dataclass

import hydra
from hydra.core.config_store import ConfigStore


@dataclass
class Config:
    x: float = 1.0


ConfigStore.instance().store(name="config", node=Config)


@hydra.main(version_base=None, config_path=None, config_name="config")
def main(config: Config) -> float:
    return config.x


if __name__ == "__main__":
    main()
