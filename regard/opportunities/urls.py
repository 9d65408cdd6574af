"""Addresses of the plan that customers see."""

from django.urls import path

from regard.opportunities.views import plan

urlpatterns = [
    path("plan/<str:secret>/", plan.plan, name="plan"),
    path("plan/<str:secret>/tick/", plan.tick, name="plan-tick"),
]
