/// What decides in a conversation, beside its problem.
package struct ConversationRules {
    package var config: EnvironmentConfig
    package var functions: EnvironmentFunctions
    package var template: any PromptTemplate

    /// Rules from their parts.
    package init(
        config: EnvironmentConfig = EnvironmentConfig(), functions: EnvironmentFunctions = EnvironmentFunctions(),
        template: any PromptTemplate
    ) {
        (self.config, self.functions, self.template) = (config, functions, template)
    }
}
