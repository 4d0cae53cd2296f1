from django.urls import URLPattern, URLResolver, include, path

from reports.views import dashboard, figures, pairs, preview

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
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("figures/", figures.figures_list, name="figures_list"),
    path("programs/<uuid:program>/", include(program_patterns)),
]
