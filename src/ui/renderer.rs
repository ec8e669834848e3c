//! Which of the two renderers draws the window: wgpu where a real graphics card is found, OpenGL where drawing is done in
//! software (there it is five times faster), and the other one where the first cannot start.
//!
//! A second try happens in a fresh copy of the program: one event loop a process is all that the platforms promise.

use std::env;
use std::ffi::OsString;
use std::process::{Command, ExitStatus};
use std::task::{Context, Poll, Waker};

use eframe::wgpu;

/// Chooses a renderer by name: `wgpu` or `glow`. Also how the second try is told what to use.
pub const VARIABLE: &str = "SKINLAPSE_RENDERER";
/// Set in the second try: there is no third.
const SECOND: &str = "SKINLAPSE_RENDERER_SECOND_TRY";

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renderer {
    /// Vulkan, Metal, Direct3D.
    Wgpu,
    /// OpenGL.
    Glow,
}

impl Renderer {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Wgpu => "wgpu",
            Self::Glow => "glow",
        }
    }

    /// The other one.
    fn other(self) -> Self {
        match self {
            Self::Wgpu => Self::Glow,
            Self::Glow => Self::Wgpu,
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::Wgpu, Self::Glow].into_iter().find(|r| name.eq_ignore_ascii_case(r.name()))
    }
}

/// The renderer to begin with: the one that was asked for, else by what the machine has.
pub fn choose() -> Renderer {
    let asked = env::var(VARIABLE).ok().and_then(|name| Renderer::named(&name));
    asked.unwrap_or_else(|| if graphics_card().is_some() { Renderer::Wgpu } else { Renderer::Glow })
}

/// The renderer that this machine begins with, and why, in words.
pub fn about() -> String {
    match (env::var(VARIABLE).ok().and_then(|name| Renderer::named(&name)), graphics_card()) {
        (Some(asked), _) => format!("{} (asked for by {VARIABLE})", asked.name()),
        (None, Some(card)) => format!("wgpu on {card}; glow if that fails"),
        (None, None) => {
            "glow (OpenGL): no graphics card was found, so drawing is done in software; wgpu if that fails".to_owned()
        }
    }
}

/// The name of a graphics card that is not made of software.
fn graphics_card() -> Option<String> {
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
    let asked = std::pin::pin!(instance.enumerate_adapters(wgpu::Backends::PRIMARY));
    // On desktops the answer is there at once; a browser would have to wait.
    let Poll::Ready(adapters) = asked.poll(&mut Context::from_waker(Waker::noop())) else { return None };
    let real = |info: &wgpu::AdapterInfo| {
        matches!(
            info.device_type,
            wgpu::DeviceType::DiscreteGpu | wgpu::DeviceType::IntegratedGpu | wgpu::DeviceType::VirtualGpu
        )
    };
    adapters.iter().map(wgpu::Adapter::get_info).find(real).map(|info| format!("{} ({})", info.name, info.backend))
}

/// Runs the program once more with the other renderer; `None` if this was the second try already.
pub fn try_other(failed: Renderer) -> Option<std::io::Result<ExitStatus>> {
    if env::var_os(SECOND).is_some() {
        return None;
    }
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let run =
        |program| Command::new(program).args(&arguments).env(VARIABLE, failed.other().name()).env(SECOND, "1").status();
    Some(env::current_exe().and_then(run))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_renderer_is_known_by_its_name() {
        assert_eq!(
            (Renderer::named("WGPU"), Renderer::named("glow"), Renderer::named("metal")),
            (Some(Renderer::Wgpu), Some(Renderer::Glow), None)
        );
        assert_eq!(Renderer::Wgpu.other().other(), Renderer::Wgpu);
    }
}
