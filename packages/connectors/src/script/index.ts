export {
  createScriptRunner,
  type ScriptProblem,
  type ScriptRequest,
  type ScriptRunner,
  scriptLimits,
} from './script-runner.ts';
