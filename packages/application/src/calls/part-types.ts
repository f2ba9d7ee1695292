/*
 * Kinds of parts of which the labs' formats make what is said, by the name in `type`. What is none of these may bring tools, another
 * model or content of any length into the middle of a conversation.
 */

const said = ['text', 'input_text', 'output_text', 'summary_text', 'reasoning_text', 'refusal', 'message', 'reasoning'];
const thought = ['thinking', 'redacted_thinking', 'compaction', 'fallback', 'fallback_message'];
const used = [
  ...['tool_use', 'tool_result', 'tool_reference', 'tool_removal', 'search_result', 'function_call'],
  ...['function_call_output', 'custom_tool_call', 'custom_tool_call_output', 'computer_call', 'computer_call_output'],
  ...['local_shell_call', 'local_shell_call_output', 'shell_call', 'shell_call_output', 'apply_patch_call'],
  ...['apply_patch_call_output', 'custom', 'function', 'browser_state'],
];
/** What a supplier did by itself in a turn before, told again. */
const done = [
  ...['server_tool_use', 'mcp_tool_use', 'mcp_tool_result', 'mcp_list_tools', 'mcp_call', 'mcp_approval_request'],
  ...['mcp_approval_response', 'web_search_call', 'file_search_call', 'code_interpreter_call', 'image_generation_call'],
  ...['tool_search_call', 'tool_search_output', 'tool_search_tool_search_result', 'program_output'],
  ...['web_search_result', 'web_fetch_result', 'code_execution_result', 'encrypted_code_execution_result'],
  ...['code_execution_output', 'bash_code_execution_result', 'bash_code_execution_output', 'advisor_result'],
  ...['text_editor_code_execution_create_result', 'text_editor_code_execution_view_result'],
  'text_editor_code_execution_str_replace_result',
];
const doneForm = /^[a-z_]+_tool_result(_error)?$/;

const wordTypes: ReadonlySet<string> = new Set([...said, ...thought, ...used, ...done]);

/** Whether a part of this type is words, or what was done before, and nothing else. */
export const isWordType = (type: string): boolean => wordTypes.has(type) || doneForm.test(type);
