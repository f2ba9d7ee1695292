import type { ASTNode } from '@marcbachmann/cel-js';
import { CompileFault } from './compile-fault.ts';
import { compileComprehension, isComprehension } from './comprehension.ts';
import { type ContextRoot, contextRoots } from './expression-context.ts';
import { ExpressionFault } from './expression-fault.ts';
import { describeType, type ExpressionMap, type ExpressionValue } from './expression-value.ts';
import type { Evaluate, Find, Frame } from './frame.ts';
import { FunctionCall } from './functions/expression-function.ts';
import { functionRegistry } from './functions/function-registry.ts';
import { describeMissing, getAt, getRoot } from './member.ts';
import { binaryOperators, isBinaryOperator } from './operators.ts';
import { ReferenceCollector } from './reference-collector.ts';
import { sourceOf } from './source-of.ts';

type NodeOf<Operator extends ASTNode['op']> = Extract<ASTNode, { op: Operator }>;

const asRoot = (name: string): ContextRoot | undefined => contextRoots.find((root) => root === name);

/**
 * Turns cel-js's syntax tree into closures. Own evaluation, because numbers must be plain doubles, work must be
 * counted, and nothing but own properties of JSON may ever be reached.
 */
export class ExpressionCompiler {
  readonly collector = new ReferenceCollector();
  readonly #locals: string[] = [];
  #nodeCount = 0;

  /** Nodes compiled so far: the work one evaluation of them takes. */
  get nodeCount(): number {
    return this.#nodeCount;
  }

  /** Compiles `body` with one more variable in sight; its slot is the number of those already there. */
  withLocal(name: string, body: ASTNode): { readonly slot: number; readonly evaluate: Evaluate } {
    const slot = this.#locals.push(name) - 1;
    const evaluate = this.compile(body);
    this.#locals.pop();
    return { slot, evaluate };
  }

  compile(node: ASTNode): Evaluate {
    this.#nodeCount += 1;
    switch (node.op) {
      case 'value':
        return constant(literalOf(node));
      case 'id':
      case '.':
      case '[]':
        return this.#compilePath(node);
      case 'call':
        return this.#compileCall(node);
      case 'rcall':
        return this.#compileMethod(node);
      case 'list':
        return this.#compileList(node);
      case 'map':
        return this.#compileMap(node);
      case '?:':
        return this.#compileChoice(node);
      case '&&':
      case '||':
        return this.#compileLogical(node);
      case '!_':
        return this.#compileNot(node);
      case '-_':
        return this.#compileNegation(node);
      default:
        return this.#compileBinary(node);
    }
  }

  /** A condition. Anything but true or false is a fault that names the part that is not. */
  compileCondition(node: ASTNode): (frame: Frame) => boolean {
    return toCondition(this.compile(node), node);
  }

  /** Like compile, but absent fields on the way give undefined instead of a fault. */
  compileFind(node: ASTNode): Find {
    if (node.op !== 'id' && node.op !== '.' && node.op !== '[]') return this.compile(node);
    this.#nodeCount += 1;
    if (node.op === 'id') return this.#compileName(node);
    const [objectNode, keyNode] = node.args;
    const key = this.#compileKey(keyNode);
    const object = this.#compileOwner(objectNode, keyNode, (each) => this.compileFind(each));
    const isSource = objectNode.op === 'id' && objectNode.args === 'sources';
    return (frame) => {
      const owner = object(frame);
      return owner === undefined ? undefined : getAt(owner, key(frame), isSource);
    };
  }

  #compilePath(node: NodeOf<'id' | '.' | '[]'>): Evaluate {
    if (node.op === 'id') {
      const find = this.#compileName(node);
      return (frame) => {
        const value = find(frame);
        if (value === undefined) throw new ExpressionFault(`“${node.args}” is not available here`);
        return value;
      };
    }
    const [objectNode, keyNode] = node.args;
    const key = this.#compileKey(keyNode);
    const object = this.#compileOwner(objectNode, keyNode, (each) => this.compile(each));
    const isSource = objectNode.op === 'id' && objectNode.args === 'sources';
    const [path, ownerPath] = [sourceOf(node), sourceOf(objectNode)];
    return (frame) => {
      const owner = object(frame) ?? {};
      const value = getAt(owner, key(frame), isSource);
      if (value === undefined) throw new ExpressionFault(describeMissing(path, ownerPath, owner));
      return value;
    };
  }

  /** A loop variable or one of the context's roots. */
  #compileName(node: NodeOf<'id'>, isWhole = true): Find {
    const slot = this.#locals.lastIndexOf(node.args);
    if (slot >= 0) return (frame) => frame.locals[slot];
    const root = asRoot(node.args);
    if (!root) {
      const known = contextRoots.join(', ');
      throw new CompileFault(
        `“${node.args}” is not known; an expression begins with one of ${known}`,
        node.range.start,
      );
    }
    if (isWhole) this.collector.addWhole(root);
    return (frame) => getRoot(frame.context, root);
  }

  /** What a key is looked up in; notes which part of a root is read when the key is written out. */
  #compileOwner(owner: ASTNode, key: ASTNode | string, compile: (node: ASTNode) => Find): Find {
    const isRoot = owner.op === 'id' && !this.#locals.includes(owner.args);
    const root = isRoot ? asRoot(owner.args) : undefined;
    const name = typeof key === 'string' ? key : key.op === 'value' ? key.args : undefined;
    if (owner.op !== 'id' || !root || typeof name !== 'string') return compile(owner);
    this.collector.addMember(root, name);
    return this.#compileName(owner, false);
  }

  #compileKey(key: ASTNode | string): Evaluate {
    return typeof key === 'string' ? constant(key) : this.compile(key);
  }

  #compileCall(node: NodeOf<'call'>): Evaluate {
    const [name, args] = node.args;
    if (name === 'has') return this.#compileHas(node, args);
    if (name === 'coalesce') return this.#compileCoalesce(args);
    return this.#compileFunction(node, name, args);
  }

  #compileMethod(node: NodeOf<'rcall'>): Evaluate {
    const [name, receiver, args] = node.args;
    if (isComprehension(name, args)) return compileComprehension(this, name, receiver, args);
    const [variable, value, body] = args;
    if (receiver.op === 'id' && receiver.args === 'cel' && name === 'bind' && variable?.op === 'id' && value && body) {
      const bound = this.compile(value);
      const { slot, evaluate } = this.withLocal(variable.args, body);
      return (frame) => {
        frame.locals[slot] = bound(frame);
        return evaluate(frame);
      };
    }
    return this.#compileFunction(node, name, [receiver, ...args]);
  }

  #compileHas(node: ASTNode, args: readonly ASTNode[]): Evaluate {
    const [path] = args;
    if (args.length !== 1 || !path || (path.op !== '.' && path.op !== '[]')) {
      throw new CompileFault('has(…) needs one field such as has(input.total)', node.range.start);
    }
    const find = this.compileFind(path);
    return (frame) => find(frame) !== undefined;
  }

  #compileCoalesce(args: readonly ASTNode[]): Evaluate {
    const finds = args.map((each) => this.compileFind(each));
    return (frame) => {
      for (const find of finds) {
        const value = find(frame);
        if (value !== undefined && value !== null) return value;
      }
      return null;
    };
  }

  #compileFunction(node: ASTNode, name: string, args: readonly ASTNode[]): Evaluate {
    const found = functionRegistry.get(name);
    if (!found) throw new CompileFault(`there is no function “${name}”`, node.range.start);
    const [least, most] = found.arity;
    if (args.length < least || args.length > most) {
      const wanted = least === most ? `${least}` : `${least} to ${most}`;
      throw new CompileFault(`${name}(…) takes ${wanted} values, not ${args.length} (${found.help})`, node.range.start);
    }
    const values = args.map((each) => this.compile(each));
    return (frame) => {
      const evaluated = values.map((each) => each(frame));
      return found.run(new FunctionCall(name, evaluated, frame.budget, frame.context.now));
    };
  }

  #compileList(node: NodeOf<'list'>): Evaluate {
    const entries = node.args.map((each) => this.compile(each));
    return (frame) => entries.map((each) => each(frame));
  }

  #compileMap(node: NodeOf<'map'>): Evaluate {
    const entries = node.args.map(([key, value]) => [this.compile(key), this.compile(value)] as const);
    return (frame): ExpressionMap =>
      Object.fromEntries(
        entries.map(([key, value]) => {
          const name = key(frame);
          if (typeof name === 'string' && name !== '__proto__') return [name, value(frame)];
          throw new ExpressionFault('the keys of an object must be text');
        }),
      );
  }

  #compileChoice(node: NodeOf<'?:'>): Evaluate {
    const [condition, yes, no] = node.args;
    const [test, whenTrue, whenFalse] = [this.compileCondition(condition), this.compile(yes), this.compile(no)];
    return (frame) => (test(frame) ? whenTrue(frame) : whenFalse(frame));
  }

  /** As CEL has it, a side that decides hides a fault of the other side: `has(a.b) && …`, `broken || true`. */
  #compileLogical(node: NodeOf<'&&' | '||'>): Evaluate {
    const deciding = node.op === '||';
    const [left, right] = [this.compileCondition(node.args[0]), this.compileCondition(node.args[1])];
    return (frame) => {
      try {
        if (left(frame) === deciding) return deciding;
      } catch (fault) {
        if (!(fault instanceof ExpressionFault) || fault.isLimit || right(frame) !== deciding) throw fault;
        return deciding;
      }
      return right(frame);
    };
  }

  #compileNot(node: NodeOf<'!_'>): Evaluate {
    const condition = this.compileCondition(node.args);
    return (frame) => !condition(frame);
  }

  #compileNegation(node: NodeOf<'-_'>): Evaluate {
    const operand = this.compile(node.args);
    return (frame) => {
      const value = operand(frame);
      if (typeof value === 'number') return -value;
      throw new ExpressionFault(`“${sourceOf(node.args)}” is ${describeType(value)}, so it has no negative`);
    };
  }

  #compileBinary(node: ASTNode): Evaluate {
    if (!isBinaryOperator(node.op) || !isPair(node.args)) {
      throw new CompileFault(`“${node.op}” cannot be used here`, node.range.start);
    }
    const operate = binaryOperators[node.op];
    const [left, right] = [this.compile(node.args[0]), this.compile(node.args[1])];
    return (frame) => operate(left(frame), right(frame), frame.budget);
  }
}

const isPair = (args: ASTNode['args']): args is [ASTNode, ASTNode] => Array.isArray(args) && args.length === 2;

const constant =
  (value: ExpressionValue): Evaluate =>
  () =>
    value;

const literalOf = (node: NodeOf<'value'>): ExpressionValue => {
  const value = node.args;
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (value instanceof Uint8Array) throw new CompileFault('byte texts (b"…") are not supported', node.range.start);
  return Number(value);
};

const toCondition =
  (evaluate: Evaluate, node: ASTNode): ((frame: Frame) => boolean) =>
  (frame) => {
    const value = evaluate(frame);
    if (typeof value === 'boolean') return value;
    throw new ExpressionFault(`“${sourceOf(node)}” must be true or false, but is ${describeType(value)}`);
  };
