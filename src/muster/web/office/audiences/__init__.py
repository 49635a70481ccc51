"""Audiences: who is meant, built as a sentence, with the count, the examples and who is left out."""

from django.urls import path

from muster.web.office.audiences import builder, file, left_out, overlap, pages, pictures, why

urlpatterns = [
    path("audiences/", pages.index, name="audiences"),
    path("audiences/new/", builder.new, name="audience-new"),
    path("audiences/count/", builder.count, name="audience-count"),
    path("audiences/pictures/", pictures.pictures, name="audience-pictures"),
    path("audiences/narrowing/", pictures.narrowing, name="audience-narrowing"),
    path("audiences/<int:number>/", pages.show, name="audience"),
    path("audiences/<int:number>/edit/", builder.edit, name="audience-edit"),
    path("audiences/<int:number>/why/", why.why, name="audience-why"),
    path("audiences/<int:number>/left-out/", left_out.left_out, name="audience-left-out"),
    path("audiences/<int:number>/overlap/", overlap.overlap, name="audience-overlap"),
    path("audiences/<int:number>/file/", file.file, name="audience-file"),
    path("audiences/<int:number>/removal/", pages.removal, name="audience-removal"),
]
