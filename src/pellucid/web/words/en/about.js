/** @satisfies {import("./phrases.js").Words} */
export const about = {
  picture: (prompt) => `${prompt}, as this model draws it`,
  use: "Draw this",
  forgotten: "Forgotten.",
};
