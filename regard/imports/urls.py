"""Addresses of the pages of imports."""

from django.urls import path

from regard.imports.views import pages, steps, upload

urlpatterns = [
    path("customers/import/", upload.imports, name="imports"),
    path("customers/import/<uuid:run_id>/", pages.one, name="import"),
    path("customers/import/<uuid:run_id>/live/", pages.live, name="import-live"),
    path("customers/import/<uuid:run_id>/rows.csv", pages.problems, name="import-rows"),
    path("customers/import/<uuid:run_id>/columns/", steps.columns, name="import-columns"),
    path("customers/import/<uuid:run_id>/back/", steps.back, name="import-back"),
    path("customers/import/<uuid:run_id>/begin/", steps.begin, name="import-begin"),
    path("customers/import/<uuid:run_id>/cancel/", steps.cancel, name="import-cancel"),
    path("customers/import/<uuid:run_id>/resume/", steps.resume, name="import-resume"),
    path("customers/import/<uuid:run_id>/undo/", steps.undo, name="import-undo"),
]
