// The types that many modules of the page name, said once; nothing of this is shipped.
type ApiError = import("./src/pellucid/web/net/ask.js").ApiError;
type Brush = CanvasRenderingContext2D;
type Cell = import("./src/pellucid/web/net/walk.js").Cell;
type Chart = import("./src/pellucid/web/figures/loglog.js").Chart;
type Exhibit = import("./src/pellucid/web/page/exhibit.js").Exhibit;
type Local = import("./src/pellucid/web/store.js").Local;
type Page = import("./src/pellucid/web/main.js").Page;
type Run = import("./src/pellucid/web/net/run.js").Run;
type Settings = import("./src/pellucid/web/store.js").Settings;
type State = import("./src/pellucid/web/store.js").State;
type Store = import("./src/pellucid/web/store.js").Store;
type Walk = import("./src/pellucid/web/net/walk.js").Walk;
