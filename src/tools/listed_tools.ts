/** The names of the tools in the table (`table.ts`), which a plain run doesn't load. */
// deno-fmt-ignore
export const LISTED_TOOLS: readonly string[] = [
  "aws", "cdk", "sam", "eksctl", "awslogs", "terraform", "tofu", "pulumi", "packer", "copilot",
];
