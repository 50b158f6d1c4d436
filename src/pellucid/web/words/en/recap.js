// @ts-check
export const recap = { use: "Use" };
