"""Where data quality is looked after, under /customers/quality/."""

from django.urls import path

from regard.data_quality.views import doubles

urlpatterns = [
    path("doubles/<str:kind>/", doubles.line, name="doubles"),
    path("doubles/<str:kind>/<uuid:one>/<uuid:other>/", doubles.pair, name="doubles-pair"),
]
