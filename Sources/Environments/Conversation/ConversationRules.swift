/// What decides in a conversation, beside its problem.
package struct ConversationRules {
    package var config: EnvironmentConfig
    package var functions: EnvironmentFunctions
    package var style: any ConversationStyle

    /// Rules from their parts.
    package init(
        config: EnvironmentConfig = EnvironmentConfig(), functions: EnvironmentFunctions = EnvironmentFunctions(),
        style: any ConversationStyle
    ) {
        (self.config, self.functions, self.style) = (config, functions, style)
    }
}
