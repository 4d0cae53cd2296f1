from django.urls import URLPattern, URLResolver, include, path

from reports.views import dashboard, figures, pair, pairs, preview

pair_patterns: list[URLPattern | URLResolver] = [
    path("", pair.pair_detail, name="pair_detail"),
    path("close/", pair.pair_close, name="pair_close"),
    path("withdraw/", pair.pair_withdraw, name="pair_withdraw"),
    path("end/", pair.pair_end, name="pair_end"),
    path("pause/", pair.pair_pause_answer, name="pair_pause_answer"),
    path("propose-again/", pair.pair_propose_again, name="pair_propose_again"),
    path("take-out/", pair.pair_take_out, name="pair_take_out"),
]

program_patterns: list[URLPattern | URLResolver] = [
    path("", dashboard.program_dashboard, name="program_dashboard"),
    path("figures/", figures.program_figures, name="program_figures"),
    path("attention/", dashboard.program_attention, name="program_attention"),
    path(
        "setup/preview-coordinator/",
        preview.program_preview_coordinator,
        name="program_preview_coordinator",
    ),
    path("pairs/", pairs.program_pairs, name="program_pairs"),
    path("pairs/export/", pairs.program_pairs_export, name="program_pairs_export"),
    path("pairs/<uuid:relationship>/", include(pair_patterns)),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("figures/", figures.figures_list, name="figures_list"),
    path("programs/<uuid:program>/", include(program_patterns)),
]
