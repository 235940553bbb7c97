import { parse } from "acorn";
import { full } from "acorn-walk";
import MagicString from "magic-string";

/**
 * Rewrites a bundled module so that V8 compiles all its functions when it compiles the module. They then lie in Deno's
 * code cache, which is made at that moment, and a start does not compile them one by one; measured, that is a sixth of
 * a whole `opaws run`. V8 takes a function in parentheses for one that is called at once. So every function and arrow is
 * put in parentheses, and top-level declarations, which cannot be, become `var name = (function ...)` at the very start,
 * where hoisting had them already. Methods stay as they are.
 */
export function compileEagerly(code: string): string {
  const text = new MagicString(code);
  const program = parse(code, { ecmaVersion: "latest", sourceType: "module" });
  const notAlone = new Set<number>(); // where methods' functions begin: they cannot stand in parentheses
  full(program, (node) => {
    if (node.type !== "MethodDefinition" && node.type !== "Property") return;
    const { method, kind, value } = node as unknown as Member;
    if (node.type === "MethodDefinition" || method || kind !== "init") notAlone.add(value.start);
  });
  full(program, (node) => {
    const alone = node.type === "ArrowFunctionExpression" || node.type === "FunctionExpression";
    if (!alone || notAlone.has(node.start)) return;
    text.appendRight(node.start, "(");
    text.prependLeft(node.end, ")");
  });
  for (const node of program.body) {
    if (node.type !== "FunctionDeclaration") continue;
    text.prependRight(node.start, `var ${node.id.name}=(`);
    text.appendLeft(node.end, ");");
    if (node.start > 0) text.move(node.start, node.end, 0);
  }
  return text.toString();
}

interface Member {
  readonly method?: boolean;
  readonly kind: string;
  readonly value: { readonly start: number };
}
