//! The faces: Inter in three weights with tabular figures, Phosphor for icons, the toolkit's own behind them.

use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily};

use super::text::Weight;

/// The faces and the families they serve.
///
/// The toolkit's own faces stay as a fallback, so that a name in a script Inter lacks is drawn rather than boxed.
pub(super) fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let faces: [(&str, &'static [u8]); 4] = [
        ("Inter", include_bytes!("../../../assets/fonts/Inter-Regular.otf")),
        ("Inter Medium", include_bytes!("../../../assets/fonts/Inter-Medium.otf")),
        ("Inter SemiBold", include_bytes!("../../../assets/fonts/Inter-SemiBold.otf")),
        ("Phosphor", include_bytes!("../../../assets/fonts/Phosphor.ttf")),
    ];
    for (name, bytes) in faces {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let fallback = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let behind = |first: &str| std::iter::once(first.to_owned()).chain(fallback.clone()).collect::<Vec<_>>();
    for (weight, name) in
        [(Weight::Regular, "Inter"), (Weight::Medium, "Inter Medium"), (Weight::SemiBold, "Inter SemiBold")]
    {
        fonts.families.insert(weight.family(), behind(name));
    }
    fonts.families.insert(crate::ui::icons::family(), vec!["Phosphor".to_owned()]);
    if let Some(mono) = fonts.families.get_mut(&FontFamily::Monospace) {
        mono.push("Inter".to_owned());
    }
    fonts
}
