int CTorch_placeholder;
