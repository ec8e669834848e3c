//! The icons: glyphs of the Phosphor face (MIT, `assets/fonts/Phosphor.ttf`), by the names on phosphoricons.com.

use egui::{Align2, Color32, FontFamily, FontId, Painter, Pos2, Rect};

/// A line glyph, drawn in the colour of the text it stands with.
///
/// 16 points in controls, 20 in the rail, 14 in the status bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Icon(char);

impl Icon {
    /// The character of the icon face, for use inside a text layout with [`font`].
    pub const fn glyph(self) -> char {
        self.0
    }

    /// Paints the icon `size` points wide in the middle of `center`.
    pub fn paint(self, painter: &Painter, center: Pos2, size: f32, color: Color32) -> Rect {
        painter.text(center, Align2::CENTER_CENTER, self.0, font(size), color)
    }
}

/// The icon face at `size` points.
pub fn font(size: f32) -> FontId {
    FontId::new(size, family())
}

/// The family under which the theme installs the icon face.
pub fn family() -> FontFamily {
    FontFamily::Name("icons".into())
}

macro_rules! icons {
    ($($name:ident = $code:literal $phosphor:literal,)*) => {
        $(
            #[doc = concat!("Phosphor “", $phosphor, "”.")]
            pub const $name: Icon = Icon($code);
        )*
        /// Every icon with its name.
        pub const ALL: &[(&str, Icon)] = &[$(($phosphor, $name)),*];
    };
}

icons! {
    // Places in the rail and windows.
    USERS = '\u{e4d6}' "users",
    COLUMNS = '\u{e546}' "columns",
    CHART_LINE = '\u{e154}' "chart-line",
    TRAY_ARROW_DOWN = '\u{e010}' "tray-arrow-down",
    SHUFFLE = '\u{e422}' "shuffle",
    FILE_PDF = '\u{e702}' "file-pdf",
    GEAR_SIX = '\u{e272}' "gear-six",
    MONITOR = '\u{e32e}' "monitor",
    SIDEBAR_SIMPLE = '\u{ec24}' "sidebar-simple",
    SIDEBAR = '\u{eab6}' "sidebar",
    HOUSE = '\u{e2c2}' "house",
    FOLDER = '\u{e24a}' "folder",
    FOLDER_OPEN = '\u{e256}' "folder-open",
    FOLDER_PLUS = '\u{e258}' "folder-plus",
    DATABASE = '\u{e1de}' "database",
    // Modes of comparison and what they show.
    SQUARE_SPLIT_HORIZONTAL = '\u{e870}' "square-split-horizontal",
    STACK = '\u{e466}' "stack",
    SWAP = '\u{e83c}' "swap",
    INTERSECT = '\u{e2d2}' "intersect",
    GRID_FOUR = '\u{e296}' "grid-four",
    GRID_NINE = '\u{ec8c}' "grid-nine",
    TABLE = '\u{e476}' "table",
    LINK_SIMPLE = '\u{e2e6}' "link-simple",
    LINK_BREAK = '\u{e2e4}' "link-break",
    SHIELD_CHECK = '\u{e40c}' "shield-check",
    POLYGON = '\u{e6d0}' "polygon",
    CIRCLE_HALF = '\u{e18c}' "circle-half",
    CIRCLE_HALF_TILT = '\u{e18e}' "circle-half-tilt",
    MAGNIFYING_GLASS_PLUS = '\u{e310}' "magnifying-glass-plus",
    MAGNIFYING_GLASS_MINUS = '\u{e30e}' "magnifying-glass-minus",
    FRAME_CORNERS = '\u{e626}' "frame-corners",
    CORNERS_OUT = '\u{e1d0}' "corners-out",
    ARROWS_OUT = '\u{e0a2}' "arrows-out",
    ARROWS_OUT_CARDINAL = '\u{e0a4}' "arrows-out-cardinal",
    ARROWS_HORIZONTAL = '\u{eb06}' "arrows-horizontal",
    ARROWS_LEFT_RIGHT = '\u{e0a0}' "arrows-left-right",
    CROSSHAIR = '\u{e1d6}' "crosshair",
    CROSSHAIR_SIMPLE = '\u{e1d8}' "crosshair-simple",
    EYE = '\u{e220}' "eye",
    EYE_SLASH = '\u{e224}' "eye-slash",
    SELECTION = '\u{e69a}' "selection",
    PLAY = '\u{e3d0}' "play",
    PAUSE = '\u{e39e}' "pause",
    SUN = '\u{e472}' "sun",
    SUN_DIM = '\u{e474}' "sun-dim",
    MOON = '\u{e330}' "moon",
    IMAGE = '\u{e2ca}' "image",
    IMAGES = '\u{e836}' "images",
    IMAGE_BROKEN = '\u{e7a8}' "image-broken",
    IMAGE_SQUARE = '\u{e2cc}' "image-square",
    // Marks and their tools.
    SCRIBBLE_LOOP = '\u{e662}' "scribble-loop",
    LASSO = '\u{edc6}' "lasso",
    CIRCLE_DASHED = '\u{e602}' "circle-dashed",
    SELECTION_ALL = '\u{e746}' "selection-all",
    MAP_PIN = '\u{e316}' "map-pin",
    NOTE = '\u{e348}' "note",
    NOTE_PENCIL = '\u{e34c}' "note-pencil",
    RULER = '\u{e6b8}' "ruler",
    LINE_SEGMENT = '\u{e6d2}' "line-segment",
    TEXT_T = '\u{e48a}' "text-t",
    PENCIL_SIMPLE = '\u{e3b4}' "pencil-simple",
    DROP = '\u{e210}' "drop",
    BANDAIDS = '\u{e0b2}' "bandaids",
    SYRINGE = '\u{e968}' "syringe",
    TAG = '\u{e478}' "tag",
    CURSOR = '\u{e1dc}' "cursor",
    HAND = '\u{e298}' "hand",
    HAND_GRABBING = '\u{e57c}' "hand-grabbing",
    BOUNDING_BOX = '\u{e6ce}' "bounding-box",
    PATH = '\u{e39c}' "path",
    PAINT_BRUSH = '\u{e6f0}' "paint-brush",
    // States.
    CHECK = '\u{e182}' "check",
    CHECK_CIRCLE = '\u{e184}' "check-circle",
    WARNING = '\u{e4e0}' "warning",
    X_CIRCLE = '\u{e4f8}' "x-circle",
    WARNING_CIRCLE = '\u{e4e2}' "warning-circle",
    INFO = '\u{e2ce}' "info",
    PROHIBIT = '\u{e3de}' "prohibit",
    LOCK_SIMPLE = '\u{e308}' "lock-simple",
    LOCK_SIMPLE_OPEN = '\u{e30a}' "lock-simple-open",
    HOURGLASS = '\u{e2b2}' "hourglass",
    CIRCLE = '\u{e18a}' "circle",
    CIRCLE_NOTCH = '\u{eb44}' "circle-notch",
    CLOCK = '\u{e19a}' "clock",
    CLOCK_COUNTER_CLOCKWISE = '\u{e1a0}' "clock-counter-clockwise",
    SEAL_CHECK = '\u{e606}' "seal-check",
    SPINNER = '\u{e66a}' "spinner",
    // Doing.
    PLUS = '\u{e3d4}' "plus",
    MINUS = '\u{e32a}' "minus",
    X = '\u{e4f6}' "x",
    TRASH = '\u{e4a6}' "trash",
    COPY = '\u{e1ca}' "copy",
    EXPORT = '\u{eaf0}' "export",
    DOWNLOAD_SIMPLE = '\u{e20c}' "download-simple",
    UPLOAD_SIMPLE = '\u{e4c0}' "upload-simple",
    FLOPPY_DISK = '\u{e248}' "floppy-disk",
    ARROW_U_UP_LEFT = '\u{e08a}' "arrow-u-up-left",
    ARROW_U_UP_RIGHT = '\u{e08c}' "arrow-u-up-right",
    ARROW_COUNTER_CLOCKWISE = '\u{e038}' "arrow-counter-clockwise",
    ARROW_CLOCKWISE = '\u{e036}' "arrow-clockwise",
    MAGNIFYING_GLASS = '\u{e30c}' "magnifying-glass",
    USER_PLUS = '\u{e4d0}' "user-plus",
    USER = '\u{e4c2}' "user",
    USER_CIRCLE = '\u{e4c4}' "user-circle",
    ARCHIVE = '\u{e00c}' "archive",
    ARCHIVE_BOX = '\u{e00e}' "archive-box",
    CAMERA = '\u{e10e}' "camera",
    CAMERA_SLASH = '\u{e110}' "camera-slash",
    CAMERA_ROTATE = '\u{e7a4}' "camera-rotate",
    PRINTER = '\u{e3dc}' "printer",
    SHARE = '\u{e406}' "share",
    COMMAND = '\u{e1c4}' "command",
    KEYBOARD = '\u{e2d8}' "keyboard",
    FUNNEL_SIMPLE = '\u{e268}' "funnel-simple",
    SORT_ASCENDING = '\u{e444}' "sort-ascending",
    DOTS_THREE = '\u{e1fe}' "dots-three",
    DOTS_THREE_VERTICAL = '\u{e208}' "dots-three-vertical",
    DOTS_SIX_VERTICAL = '\u{eae2}' "dots-six-vertical",
    LIST = '\u{e2f0}' "list",
    LIST_CHECKS = '\u{eadc}' "list-checks",
    CROP = '\u{e1d4}' "crop",
    ARROW_SQUARE_OUT = '\u{e5de}' "arrow-square-out",
    QUESTION = '\u{e3e8}' "question",
    // Directions.
    CARET_LEFT = '\u{e138}' "caret-left",
    CARET_RIGHT = '\u{e13a}' "caret-right",
    CARET_UP = '\u{e13c}' "caret-up",
    CARET_DOWN = '\u{e136}' "caret-down",
    CARET_UP_DOWN = '\u{e140}' "caret-up-down",
    ARROW_UP = '\u{e08e}' "arrow-up",
    ARROW_DOWN = '\u{e03e}' "arrow-down",
    ARROW_LEFT = '\u{e058}' "arrow-left",
    ARROW_RIGHT = '\u{e06c}' "arrow-right",
    ARROW_UP_RIGHT = '\u{e092}' "arrow-up-right",
    ARROW_DOWN_RIGHT = '\u{e042}' "arrow-down-right",
    EQUALS = '\u{e21c}' "equals",
    // Dates.
    CALENDAR_BLANK = '\u{e10a}' "calendar-blank",
    CALENDAR_CHECK = '\u{e712}' "calendar-check",
    CALENDAR_PLUS = '\u{e714}' "calendar-plus",
    CALENDAR_DOTS = '\u{e7b4}' "calendar-dots",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_has_its_own_glyph() {
        for (i, (name, icon)) in ALL.iter().enumerate() {
            let twin = ALL[..i].iter().find(|(_, other)| other == icon);
            assert!(twin.is_none(), "{name} looks like {twin:?}");
        }
    }
}
