internal import LuaHost

extension Session {
    /// `trainer`: what changes a policy.
    func trainerModule() -> LuaModule {
        LuaModule(
            "trainer", "What changes a policy.",
            [
                .function(
                    "ppo",
                    "RLEF's trainer: PPO with the KL penalty in the reward and, unless another advantage is asked for, a turn-level value.",
                    options: PPOOptions.self, returns: "the trainer"
                ) { [unowned self] options in
                    try noted("trainer.ppo", options) { try PPOObject(options, host: self) }
                },
                .function(
                    "sft", "Supervised fine-tuning on weighted conversations.", options: SFTOptions.self,
                    returns: "the trainer"
                ) { [unowned self] options in
                    try noted("trainer.sft", options) { try SFTObject(options, host: self) }
                },
            ])
    }
}
