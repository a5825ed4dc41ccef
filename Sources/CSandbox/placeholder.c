int CSandbox_placeholder;
