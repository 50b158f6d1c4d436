// @ts-check
export const about = {
  picture: (/** @type {string} */ prompt) => `${prompt}, as this model draws it`,
  use: "Draw this",
  forgotten: "Forgotten.",
};
