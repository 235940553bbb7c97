// The part `#grammar`: all that needs the command-line library, which reads no command line that is right.
export { complete } from "../cli/complete.ts";
export { explain } from "../cli/explain.ts";
