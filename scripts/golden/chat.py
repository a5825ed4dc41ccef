#!/usr/bin/env python3
"""Writes the golden file of chat templates: scripts/golden/chat.py (needs `pip install transformers==5.24.0 tokenizers==0.23.3 jinja2`).

Texts and ids in Tests/ModelsTests/Goldens/chat.json come from `transformers`' `apply_chat_template`. The templates are written here in
the known formats of the published models; their tokenizers are the small ones of scripts/golden/tokenizer.py (run that first), some
with the special tokens of the models put in. `texts` alone is compared where an answer begins with white space: there the package
encodes it together with the frame before it, and a policy cannot.
"""
import json
import pathlib

from transformers import PreTrainedTokenizerFast

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "Tests/ModelsTests/Goldens"

LOOP = "{% for message in messages %}"
CHATML_MESSAGE = "{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}"
CHATML_OPEN = r"{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"


def default_system(text):
    return ("{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\n" + text
            + r"<|im_end|>\n' }}{% endif %}")


QWEN25 = r"""{%- if tools %}
    {{- '<|im_start|>system\n' }}
    {%- if messages[0]['role'] == 'system' %}
        {{- messages[0]['content'] }}
    {%- else %}
        {{- 'You are Qwen, created by Alibaba Cloud. You are a helpful assistant.' }}
    {%- endif %}
    {{- "\n\n# Tools\n" }}
{%- else %}
    {%- if messages[0]['role'] == 'system' %}
        {{- '<|im_start|>system\n' + messages[0]['content'] + '<|im_end|>\n' }}
    {%- else %}
        {{- '<|im_start|>system\nYou are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>\n' }}
    {%- endif %}
{%- endif %}
{%- for message in messages %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) or (message.role == "assistant") %}
        {{- '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>' + '\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\n' }}
{%- endif %}
"""
QWEN3 = r"""{%- if messages[0].role == 'system' %}
    {{- '<|im_start|>system\n' + messages[0].content + '<|im_end|>\n' }}
{%- endif %}
{%- for message in messages %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) %}
        {{- '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>' + '\n' }}
    {%- elif message.role == "assistant" %}
        {%- set content = message.content %}
        {%- if '</think>' in message.content %}
            {%- set content = message.content.split('</think>')[-1].lstrip('\n') %}
        {%- endif %}
        {{- '<|im_start|>' + message.role + '\n' + content }}
        {{- '<|im_end|>\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}
        {{- '<think>\n\n</think>\n\n' }}
    {%- endif %}
{%- endif %}"""
LLAMA3 = (r"{% set loop_messages = messages %}{% for message in loop_messages %}{% set content = '<|start_header_id|>' "
          r"+ message['role'] + '<|end_header_id|>\n\n'+ message['content'] | trim + '<|eot_id|>' %}{% if loop.index0 == 0 %}"
          r"{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}{% if add_generation_prompt %}"
          r"{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}")
LLAMA31 = r"""{{- bos_token }}
{%- if not date_string is defined %}
    {%- set date_string = "26 Jul 2024" %}
{%- endif %}
{%- if messages[0]['role'] == 'system' %}
    {%- set system_message = messages[0]['content']|trim %}
    {%- set messages = messages[1:] %}
{%- else %}
    {%- set system_message = "" %}
{%- endif %}
{{- "<|start_header_id|>system<|end_header_id|>\n\n" }}
{{- "Cutting Knowledge Date: December 2023\n" }}
{{- "Today Date: " + date_string + "\n\n" }}
{{- system_message }}
{{- "<|eot_id|>" }}
{%- for message in messages %}
    {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n'+ message['content'] | trim + '<|eot_id|>' }}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|start_header_id|>assistant<|end_header_id|>\n\n' }}
{%- endif %}
"""
LLAMA2 = (r"{% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}{% set system_message = messages[0]['content'] %}"
          r"{% else %}{% set loop_messages = messages %}{% set system_message = false %}{% endif %}{% for message in loop_messages %}"
          r"{% if loop.index0 == 0 and system_message != false %}"
          r"{% set content = '<<SYS>>\n' + system_message + '\n<</SYS>>\n\n' + message['content'] %}"
          r"{% else %}{% set content = message['content'] %}{% endif %}{% if message['role'] == 'user' %}"
          r"{{ bos_token + '[INST] ' + content.strip() + ' [/INST]' }}{% elif message['role'] == 'assistant' %}"
          r"{{ ' '  + content.strip() + ' ' + eos_token }}{% endif %}{% endfor %}")
MISTRAL1 = ("{{ bos_token }}{% for message in messages %}{% if message['role'] == 'user' %}{{ '[INST] ' + message['content'] + ' [/INST]' }}"
            "{% elif message['role'] == 'assistant' %}{{ message['content'] + eos_token + ' ' }}{% endif %}{% endfor %}")


def mistral(user, answer, system_at="loop.first"):
    """From version 0.2 on: a system text opens a message of the user."""
    before, after = user
    return f"""{{%- if messages[0]['role'] == 'system' %}}
    {{%- set system_message = messages[0]['content'] %}}
    {{%- set loop_messages = messages[1:] %}}
{{%- else %}}
    {{%- set loop_messages = messages %}}
{{%- endif %}}
{{{{- bos_token }}}}
{{%- for message in loop_messages %}}
    {{%- if message['role'] == 'user' %}}
        {{%- if {system_at} and system_message is defined %}}
            {{{{- '{before}' + system_message + '\\n\\n' + message['content'] + '{after}' }}}}
        {{%- else %}}
            {{{{- '{before}' + message['content'] + '{after}' }}}}
        {{%- endif %}}
    {{%- elif message['role'] == 'assistant' %}}
        {{{{- {answer} + eos_token}}}}
    {{%- endif %}}
{{%- endfor %}}
"""


PLAIN = "{{ bos_token }}{% for message in messages %}{{ message['content'] }}{% if message['role'] == 'assistant' %}{{ eos_token }}{% endif %}{% endfor %}"

SMOLLM2 = LOOP + default_system("You are a helpful AI assistant named SmolLM, trained by Hugging Face") + CHATML_MESSAGE + CHATML_OPEN
QWEN2 = LOOP + default_system("You are a helpful assistant.") + CHATML_MESSAGE + CHATML_OPEN
QWEN = {"eos_token": "<|im_end|>", "bos_token": None}
LLAMA = {"bos_token": "<|begin_of_text|>", "eos_token": "<|eot_id|>"}
SENTENCE = {"bos_token": "<s>", "eos_token": "</s>"}
TEMPLATES = [
    ("SmolLM2", "chat-chatml", SMOLLM2, {"eos_token": "<|im_end|>", "bos_token": "<|im_start|>"}),
    ("Qwen2", "chat-chatml", QWEN2, QWEN), ("Qwen2.5", "chat-chatml", QWEN25, QWEN), ("Qwen3", "chat-chatml", QWEN3, QWEN),
    ("Qwen3 that always thinks", "chat-chatml", QWEN3.replace("assistant\\n'", "assistant\\n<think>\\n'"), QWEN),
    ("ChatML with a begin token", "chat-chatml", "{{bos_token}}" + LOOP + CHATML_MESSAGE + CHATML_OPEN,
     {"eos_token": "<|im_end|>", "bos_token": "<|endoftext|>"}),
    ("ChatML with a quote in its system text", "chat-chatml",
     QWEN2.replace("'<|im_start|>system\nYou are a helpful assistant.<|im_end|>\\n'",
                   '"<|im_start|>system\nYou\'re here to help. {}<|im_end|>\\n"'), QWEN),
    ("Llama 3", "chat-llama3", LLAMA3, LLAMA), ("Llama 3.1", "chat-llama3", LLAMA31, LLAMA),
    ("Llama 2", "llama2", LLAMA2, SENTENCE), ("Mistral 0.1", "llama2", MISTRAL1, SENTENCE),
    ("Mistral 0.2", "llama2", mistral((" [INST] ", " [/INST]"), "' ' + message['content']"), SENTENCE),
    ("Mistral 0.3", "mistral3", mistral(("[INST] ", "[/INST]"), "' ' + message['content']", "loop.last").replace("'", '"'), SENTENCE),
    ("Mistral Nemo", "tekken", mistral(("[INST]", "[/INST]"), "message['content']", "loop.last").replace("'", '"'), SENTENCE),
    ("plain", "tekken", PLAIN, SENTENCE), ("plain", "llama2", PLAIN, SENTENCE),
]
CONVERSATIONS = [
    ["Hello"],
    ["", "Read a list of integers.\n- keep the big ones\n"],
    [None, "One\n", "a=1\nprint(a)", "Wrong answer.\ngot: 16~14\n", "a = 2", "No valid code.\n"],
    ["Be brief.", "Hi there!\n"],
    ["Be brief.", "Hi there!", "Yes?", "Go on.", "I do.", "Stop."],
    ["  Be\t brief. \n", "  \n padded \t\n\x1c", "ok", " again\n\n", "ok then", "\n\nlast\u3000"],
    [None, "", "nothing", "\n"],
    [None, "Zażółć gęślą jaźń 日本語の文章 👍🏽", "Größe, naïve", "e\u0301t\u00e9 \u212b"],
    [None, "One", "\n\n  indented answer", "Two"],
]


def messages(conversation):
    system, *rest = conversation if len(conversation) > 1 else [None, *conversation]
    roles = ["user", "assistant"]
    said = [{"role": roles[index % 2], "content": text} for index, text in enumerate(rest)]
    return said if system is None else [{"role": "system", "content": system}] + said


def with_tokens(source, target, names):
    """Writes the tokenizer SOURCE with further special tokens, and no tokens around a text."""
    content = json.loads((GOLDENS / f"{source}.tokenizer.json").read_text())
    for name in names:
        id = max([*content["model"]["vocab"].values(), *(token["id"] for token in content["added_tokens"])]) + 1
        content["added_tokens"].append({
            "id": id, "content": name, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True})
    content["post_processor"] = None
    (GOLDENS / f"{target}.tokenizer.json").write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n")


def main():
    with_tokens("qwen2", "chat-chatml", ["<|endoftext|>", "<|im_start|>", "<|im_end|>"])
    with_tokens("llama3", "chat-llama3", ["<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"])
    goldens = []
    for name, file, template, tokens in TEMPLATES:
        tokenizer = PreTrainedTokenizerFast(
            tokenizer_file=str(GOLDENS / f"{file}.tokenizer.json"), **{key: token for key, token in tokens.items() if token})
        cases = []
        for conversation in CONVERSATIONS:
            said = messages(conversation)
            has_system = said[0]["role"] == "system"
            if has_system and (name in ("plain", "Mistral 0.1") or "loop.last" in template and len(said) > 2):
                continue  # No place for it, or one that moves with every turn.
            if len(said) > 2 and "<think>" in template.split("add_generation_prompt")[-1].split("enable_thinking")[0]:
                continue  # It takes its own opening out of past answers; a context is only ever added to.
            if name == "plain" and not said[0]["content"]:
                continue  # Where nothing was said an answer begins the text.
            text = tokenizer.apply_chat_template(said, chat_template=template, add_generation_prompt=True, tokenize=False)
            ids = tokenizer.apply_chat_template(
                said, chat_template=template, add_generation_prompt=True, tokenize=True, return_dict=False)
            assert tokenizer(text, add_special_tokens=False)["input_ids"] == ids
            boundary = any(message["role"] == "assistant" and message["content"][0].isspace() for message in said)
            cases.append({"messages": [message["content"] for message in said[has_system:]],
                          **({"system": said[0]["content"]} if has_system else {}), "text": text,
                          **({} if boundary else {"ids": ids})})
        goldens.append({"name": name, "tokenizer": file, "config": {"chat_template": template, **tokens}, "cases": cases})
    lines = ",\n".join(json.dumps(golden, separators=(",", ":")) for golden in goldens)
    (GOLDENS / "chat.json").write_text(f"[\n{lines}\n]\n")
    print(len(goldens), "templates,", sum(len(golden["cases"]) for golden in goldens), "conversations")


if __name__ == "__main__":
    main()
