export const recap = { use: "Use" };
