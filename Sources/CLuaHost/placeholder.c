int CLuaHost_placeholder;
